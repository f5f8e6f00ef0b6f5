"""Juste Mesure without its interface: choose KPIs, read exports, unmask what flatters.

    import kpi

    brief = kpi.Brief(goal="acquisition", model="ecommerce", channels=("paid_search",), margin=0.40)
    plan = kpi.recommend(brief)                        # which KPIs, why, and why not the others
    facts = kpi.load(["meta.csv", "google.xlsx"])      # files as exported, with what was left out
    kpi.measure(facts, ["ctr", "cpa"], by=("campaign",))
    audit = kpi.audit(facts, brief, plan)              # what flatters, what hides, what cannot be told
    for finding in audit.warnings:
        print(kpi.say(finding, "fr", "headline"))
"""

