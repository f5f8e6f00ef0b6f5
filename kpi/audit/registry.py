"""Every rule's test, by rule: adding one is adding a line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from kpi.audit.claims import Looked
from kpi.audit.customers import dear_customers, existing_customers
from kpi.audit.duplicates import duplicates
from kpi.audit.finding import Finding
from kpi.audit.items import hidden_email, hidden_post
from kpi.audit.leads import curious_clicks, missing_visits, poor_leads
from kpi.audit.lists import clicks_without_visits, leaking_list
from kpi.audit.mixes import average_against_parts
from kpi.audit.opens import cleaned_list, machine_opens
from kpi.audit.pages import bought_engagement, quieter_community
from kpi.audit.peers import budget_on_worst, clickbait, gems
from kpi.audit.periods import dearer_clicks, empty_reach
from kpi.audit.ranking import small_winner
from kpi.audit.recent import late_results
from kpi.audit.returns import below_break_even
from kpi.audit.roles import own_name, retargeting
from kpi.audit.scene import Scene
from kpi.audit.shops import discounts, last_year_too, ordinary_day
from kpi.audit.tags import doubled_tag
from kpi.audit.till import double_count
from kpi.audit.tired import tired_ads
from kpi.audit.views import without_click

LOOKS: Mapping[str, Callable[[Scene], Looked]] = {
    "R01_clickbait": clickbait,
    "R02_cvr_up_cac_up": dearer_clicks,
    "R03_reach_flat": empty_reach,
    "R04_followers_engagement": quieter_community,
    "R05_mpp": machine_opens,
    "R06_bot_clicks": clicks_without_visits,
    "R07_roas_margin": below_break_even,
    "R08_simpson": average_against_parts,
    "R09_brand_cannibal": own_name,
    "R10_retargeting": retargeting,
    "R11_view_through": without_click,
    "R12_small_winner": small_winner,
    "R13_budget_worst": budget_on_worst,
    "R15_double_tracking": doubled_tag,
    "R16_list_churn": leaking_list,
    "R17_duplicates": duplicates,
    "R18_double_count": double_count,
    "R19_season_lift": last_year_too,
    "R20_weekday": ordinary_day,
    "R21_discount": discounts,
    "R22_fatigue": tired_ads,
    "R23_clv_cac": dear_customers,
    "R24_bought_engagement": bought_engagement,
    "R25_cpl_quality": poor_leads,
    "R26_click_session": missing_visits,
    "R27_new_vs_returning": existing_customers,
    "R28_lag": late_results,
    "R29_inactives_purge": cleaned_list,
    "R31_hidden_email": hidden_email,
    "R32_hidden_post": hidden_post,
}
# Rules that depend on what the others found: they are given the findings that stand.
LOOKS_AFTER: Mapping[str, Callable[[Scene, Sequence[Finding]], Looked]] = {
    "R14_hidden_gem": gems,
    "R30_curious_clicks": curious_clicks,
}
