def test_all(made, detail_of):
    from tracker.findings.facts import facts_of
    from tracker.findings.answer import answer_all
    posts = [made.post("x:1", 0), made.post("reddit:t3_a", 100), made.post("x:2", 50, kind="repost"),
             made.post("telegram:c/1", 200), made.post("telegram:c/5", 300)]
    ev = made.evidence(made.tables(posts, [("x:2", "x:1", "repost"), ("telegram:c/1", "telegram:c/0", "reply")]))
    import json
    f = facts_of(ev, 0, answer_all(ev))
    print(json.dumps(f, indent=1))
