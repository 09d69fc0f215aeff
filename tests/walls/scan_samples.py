"""Snippets that the scan must find, and some that only look alike."""

from collections.abc import Iterable


def bad_samples() -> Iterable[tuple[str, str]]:
    """Snippets that the scan must find, with a word of what it must say."""
    return (
        ("exec(text)", "exec"),
        ("eval(given['formula'])", "eval"),
        ("code = compile(text, 'x', 'exec')", "compile"),
        ("list(map(eval, given))", "eval"),
        ("run = eval\nrun(text)", "eval"),
        ("__import__(name)", "__import__"),
        ("import importlib\nimportlib.import_module(name)", "importlib"),
        ("from importlib import import_module\nimport_module(name)", "importlib"),
        ("def f():\n    import pickle\n    return pickle.loads(data)", "pickle"),
        ("import marshal as m\nm.loads(data)", "marshal"),
        ("from subprocess import run\nrun(text)", "subprocess"),
        ("import subprocess as sp\nsp.Popen(text)", "subprocess"),
        ("import os\nos.system(text)", "os.system"),
        ("from os import popen as p\np(text)", "os.popen"),
        ("import os as o\no.execvp(a, b)", "os.execvp"),
        ("frame.query(text)", "query"),
        ("self.tables.orders.query('a > @b')", "query"),
        ("frame.eval(expression)", "eval"),
        ("import pandas as pd\npd.eval(text)", "eval"),
        ("getattr(shop, given.column)", "getattr"),
        ("setattr(shop, 'x', 1)", "setattr"),
        ("def f(shop, names):\n    return [getattr(shop, name) for name in names]", "getattr"),
        (
            "def f(shop, given):\n    for name in ('a', 'b'):\n        name = given\n        getattr(shop, name)",
            "getattr",
        ),
        ("from operator import attrgetter\nattrgetter(name)(x)", "attrgetter"),
        ("connection.execute(f'SELECT {column} FROM t')", "execute"),
        ("connection.execute('SELECT ' + column)", "execute"),
        ("connection.execute('SELECT {}'.format(column))", "execute"),
        ("connection.execute('SELECT %s' % column)", "execute"),
        ("sql = f'SELECT {x}'\nconnection.execute(sql)", "execute"),
        ("import duckdb\nduckdb.sql(text)", "sql"),
        ("import torch\ntorch.load(path)", "torch.load"),
        ("import numpy as np\nnp.load(path, allow_pickle=True)", "numpy.load"),
        ("import pandas as pd\npd.read_pickle(path)", "read_pickle"),
        ("().__class__.__base__.__subclasses__()", "__subclasses__"),
        ("f.__globals__['os']", "__globals__"),
    )


def good_samples() -> Iterable[str]:
    """Snippets that look alike and run nothing."""
    return (
        "import re\nre.compile('a')",
        "network.eval()",
        "self._collection.query(query_embeddings=vectors)",
        "getattr(node, 'lineno')",
        "_KEYS = ('a', 'b')\ndef f(self):\n    return [getattr(self, key) for key in _KEYS]",
        "from importlib import resources\nresources.files('data')",
        "from importlib.util import find_spec\nfind_spec('x')",
        "connection.execute('SELECT a FROM t WHERE b = ?', (b,))",
        "_SQL = 'SELECT 1'\nconnection.execute(_SQL)",
        "evaluate(x)",
        "query = Query(table='orders')",
        "import torch\ntorch.load(path, weights_only=True)",
    )
