import json,sys,importlib.util
from pathlib import Path
spec=importlib.util.spec_from_file_location("oc", Path(__file__).parent/"offline_conversations.py"); oc=importlib.util.module_from_spec(spec); sys.modules["oc"]=oc; spec.loader.exec_module(oc)
def test_x(shop, capsys):
    blocks=Path("/tmp/h6/ask.txt").read_text().split("\n\n")
    with capsys.disabled():
        for b in blocks:
            qs=[q.strip() for q in b.splitlines() if q.strip()]
            if not qs: continue
            try: out=oc.converse(shop,*qs)
            except Exception as e:
                import traceback; print("!!",qs); traceback.print_exc(limit=-4); continue
            for a in out:
                print("\nQ:",a.question, "->", a.draft.status); print(a.text)
                for f in a.faults: print("   FAULT:",f.text,"|",f.reason)
def test_y(shop, capsys):
    a=oc.ask(shop,"why is 13085 worth that")
    from agent.evidence import gather
    ev=gather(a.results, first_day=shop.manifest.first_day)
    with capsys.disabled(): print(ev.names); print(a.rows)
