"""Reads the source of the tools and of all that they import of ours, and finds what could run what a model wrote.

Nothing is imported or executed: the import graph and the names of calls are read from the syntax tree.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


def _listed(words: str) -> list[str]:
    return words.split()


OURS = ("agent", "config", "data", "models", "pipeline", "prompts", "tools", "ui")
_BUILTINS = frozenset({"exec", "eval", "compile", "__import__", "globals", "locals", "breakpoint", "input", "delattr"})
_MODULES = frozenset(
    _listed(
        "pickle cPickle _pickle marshal shelve dill cloudpickle joblib jsonpickle subprocess pty ctypes cffi "
        "code codeop runpy importlib imp pkgutil multiprocessing.connection socketserver telnetlib ftplib "
        "smtplib xmlrpc paramiko"
    )
)
# Parts of a forbidden module that only read files of a package or look whether one is installed.
_HARMLESS = frozenset({"importlib.resources", "importlib.util", "importlib.metadata"})
_HARMLESS_NAMES = frozenset({"importlib.resources", "importlib.util.find_spec", "importlib.metadata.version"})
_OS = frozenset({"system", "popen", "fork", "forkpty", "kill", "putenv"})
_OS_PREFIXES = ("exec", "spawn", "posix_spawn")
_FRAMES = frozenset({"eval", "query"})
_SQL = frozenset({"execute", "executemany", "executescript", "sql", "read_sql", "read_sql_query"})
_LOADERS = frozenset({"load", "load_all"})


@dataclass(frozen=True)
class Finding:
    """A place where something could be run that a model wrote."""

    module: str
    line: int
    what: str


def scan(root: Path, *, start: str = "tools") -> tuple[list[Finding], frozenset[str]]:
    """What stands in the modules of a package and all they import of ours, and which modules those are."""
    trees = _reachable(root, start)
    found = [finding for module, tree in sorted(trees.items()) for finding in findings(module, tree)]
    return found, frozenset(trees)


def findings(module: str, tree: ast.Module) -> list[Finding]:
    """What one module holds."""
    names = _imported(tree)
    constants = _constants(tree)
    found: list[Finding] = []
    own = _own_lookups(tree)
    for node in ast.walk(tree):
        what = _forbidden_import(node) or _forbidden_call(node, names, constants) or _forbidden_reference(node, names)
        if what and node not in own:
            found.append(Finding(module, getattr(node, "lineno", 0), what))
    return found


def _reachable(root: Path, start: str) -> dict[str, ast.Module]:
    todo = [_module_name(root, path) for path in (root / start).rglob("*.py")]
    trees: dict[str, ast.Module] = {}
    while todo:
        module = todo.pop()
        path = _path(root, module)
        if module in trees or path is None:
            continue
        trees[module] = ast.parse(path.read_text(encoding="utf-8"))
        todo += [name for name in _imports(trees[module]) if name.split(".")[0] in OURS]
        # Importing a.b runs a as well.
        todo += [".".join(module.split(".")[:i]) for i in range(1, module.count(".") + 1)]
    return trees


def _module_name(root: Path, path: Path) -> str:
    return ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")


def _path(root: Path, module: str) -> Path | None:
    base = root.joinpath(*module.split("."))
    for path in (base.with_suffix(".py"), base / "__init__.py"):
        if path.is_file():
            return path
    return None


def _imports(tree: ast.Module) -> Iterator[str]:
    """Modules imported anywhere in the tree, inside functions too; `from a import b` may mean the module a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _imported(tree: ast.Module) -> dict[str, str]:
    """Local names to what they were imported as: `sp` to `subprocess`, `run` to `subprocess.run`."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                names[alias.asname or alias.name.split(".")[0]] = (
                    alias.name if alias.asname else alias.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def _constants(tree: ast.Module) -> frozenset[str]:
    """Names that hold a text written in the source: set once, at the top of the module, to a plain string."""
    bound: dict[str, list[bool]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    bound.setdefault(target.id, []).append(node in tree.body and _is_text(node.value, frozenset()))
    return frozenset(name for name, all_of in bound.items() if all(all_of))


def _own_lookups(tree: ast.Module) -> set[ast.AST]:
    """`getattr(x, name)` where `name` runs over names written in the source, or over a dataclass's own fields."""
    tables = {
        target.id
        for node in tree.body
        for target in (node.targets if isinstance(node, ast.Assign) else ())
        if isinstance(target, ast.Name) and isinstance(node, ast.Assign) and _is_literal(node.value)
    }
    own: set[ast.AST] = set()
    for function in (n for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))):
        loops = [n for n in ast.walk(function) if isinstance(n, (ast.For, ast.comprehension))]
        safe = {t.id for loop in loops if _runs_over_own(loop.iter, tables) for t in _targets(loop.target)}
        taken = {arg.arg for arg in (*function.args.args, *function.args.kwonlyargs)}
        taken |= {t.id for loop in loops if not _runs_over_own(loop.iter, tables) for t in _targets(loop.target)}
        taken |= {t.id for n in ast.walk(function) if isinstance(n, ast.Assign) for g in n.targets for t in _targets(g)}
        for call in (n for n in ast.walk(function) if isinstance(n, ast.Call) and len(n.args) > 1):
            key = call.args[1]
            if isinstance(key, ast.Attribute) and key.attr == "name":
                key = key.value
            if _dotted(call.func, {}) == "getattr" and isinstance(key, ast.Name) and key.id in safe - taken:
                own.add(call)
    return own


def _targets(node: ast.AST) -> list[ast.Name]:
    return [n for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]


def _is_literal(node: ast.AST) -> bool:
    try:
        ast.literal_eval(node)
    except ValueError:
        return False
    return True


def _runs_over_own(iterated: ast.AST, tables: set[str]) -> bool:
    if isinstance(iterated, ast.Call):
        called = _dotted(iterated.func, {})
        if called == "dataclasses.fields":
            return True
        return called.rpartition(".")[2] in ("items", "keys") and called.partition(".")[0] in tables
    return _is_literal(iterated) or (isinstance(iterated, ast.Name) and iterated.id in tables)


def _forbidden_import(node: ast.AST) -> str:
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and node.module:
        names = [f"{node.module}.{alias.name}" for alias in node.names]
        names = [name for name in names if name not in _HARMLESS_NAMES and node.module not in _HARMLESS]
    else:
        return ""
    bad = [name for name in names if any(name == m or name.startswith(f"{m}.") for m in _MODULES)]
    bad = [name for name in bad if name not in _HARMLESS]
    return f"imports {bad[0]}" if bad else ""


def _forbidden_reference(node: ast.AST, names: dict[str, str]) -> str:
    """`run = eval`, or `map(eval, …)`: a name that is not called here is called elsewhere."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and names.get(node.id, node.id) in _BUILTINS:
        return f"uses {node.id}"
    if isinstance(node, ast.Attribute) and node.attr in ("__globals__", "__builtins__", "__subclasses__", "__code__"):
        return f"uses {node.attr}"
    return ""


def _forbidden_call(node: ast.AST, names: dict[str, str], constants: frozenset[str]) -> str:
    if not isinstance(node, ast.Call):
        return ""
    full = _dotted(node.func, names)
    last = full.rpartition(".")[2]
    if full in ("getattr", "setattr", "hasattr", "builtins.getattr", "operator.attrgetter", "operator.methodcaller"):
        key = node.args[0 if full.startswith("operator") else 1] if len(node.args) > 0 else None
        literal = isinstance(key, ast.Constant) and full != "setattr"
        return "" if literal else f"{full} with a name that is no literal"
    if full.startswith("os.") and (last in _OS or last.startswith(_OS_PREFIXES)):
        return f"calls {full}"
    if isinstance(node.func, ast.Attribute) and last in _FRAMES:
        return _frame_call(node, last)
    if isinstance(node.func, ast.Attribute) and last in _SQL:
        text = node.args[0] if node.args else None
        return "" if text is None or _is_text(text, constants) else f".{last} with text that is put together"
    if last in _LOADERS and full.split(".")[0] in ("torch", "yaml", "numpy", "np", "joblib"):
        return _loader_call(node, full)
    if full in ("pandas.read_pickle", "pandas.read_sql", "pandas.eval", "numpy.fromstring"):
        return f"calls {full}"
    return ""


def _frame_call(node: ast.Call, last: str) -> str:
    """`frame.query(text)`; a collection's own `query` takes vectors, a network's `eval()` takes nothing."""
    assert isinstance(node.func, ast.Attribute)
    owner = _dotted(node.func.value, {}).rpartition(".")[2]
    if (last == "eval" and not node.args and not node.keywords) or owner == "_collection":
        return ""
    return f".{last}(…) of a frame"


def _loader_call(node: ast.Call, full: str) -> str:
    given = {k.arg: k.value for k in node.keywords}
    safe = given.get("weights_only") if full.startswith("torch") else None
    if full.startswith(("numpy", "np")):
        pickled = given.get("allow_pickle")
        return f"{full} of pickles" if isinstance(pickled, ast.Constant) and pickled.value else ""
    return "" if isinstance(safe, ast.Constant) and safe.value is True else f"calls {full}"


def _dotted(node: ast.AST, names: dict[str, str]) -> str:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        parts.append(names.get(node.id, node.id))
    return ".".join(reversed(parts))


def _is_text(node: ast.AST | None, constants: frozenset[str]) -> bool:
    """Whether an expression is a text of the source and of nothing else."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str)
    if isinstance(node, ast.Name):
        return node.id in constants
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _is_text(node.left, constants) and _is_text(node.right, constants)
    return False
