"""Look-alike exports of shops, CRMs, e-mail, analytics and page statistics, one table each.

Invented figures in layouts met in real files, in others' importers or in help pages. A row is
written with "|" between its cells; `FILES` gives each file's bytes as its platform would.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from functools import partial

# Everything else is UTF-8.
ENCODINGS = {"matomo_fr.csv": "utf-16"}
# The rows read better as rows than as a column of cells.
# fmt: off
TABLES: dict[str, tuple[str, tuple[str, ...]]] = {
    "woocommerce_orders.csv": (",", (
        ("Order Number|Order Status|Order Date|Customer Note|First Name (Billing)|"
         "Email (Billing)|Payment Method Title|Cart Discount Amount|Order Subtotal Amount|"
         "Shipping Method Title|Order Shipping Amount|Order Refund Amount|"
         "Order Total Amount|Order Total Tax Amount|SKU|Item #|Item Name|"
         "Quantity (- Refund)|Item Cost|Coupon Code|Discount Amount"),
        ("501|Completed|2026-03-05 12:00||A|a@example.org|Card|0|90|Flat|10|0|100|8|S1|1|"
         "Shoes|1|60||0"),
        ("501|Completed|2026-03-05 12:00||A|a@example.org|Card|0|90|Flat|10|0|100|8|S2|2|"
         "Hat|1|30||0"),
        ("502|Completed|2026-03-06 12:00||B|b@example.org|Card|0|40|Flat|10|0|50|8|S2|1|"
         "Hat|1|40||0"),
        ("503|Cancelled|2026-03-07 12:00||C|c@example.org|Card|0|40|Flat|10|0|50|8|S2|1|"
         "Hat|1|40||0"),
    )),
    "prestashop_fr.csv": (";", (
        "ID|Référence|Nouveau client|Livraison|Client|Total|Paiement|État|Date",
        ("12|XKBKNABJK|1|France|J. DOE|61,80 €|Virement bancaire|Paiement accepté|"
         "2026-03-02 10:00:00"),
        "13|OHSATSERP|0|France|J. ROE|69,90 €|Chèque|Annulé|2026-03-14 10:00:00",
        "14|UOYEVOLI|1|France|K. POE|14,90 €|Carte|Erreur de paiement|2026-03-15 10:00:00",
        "15|FFATNOMMJ|0|France|L. MOE|20,00 €|Carte|Livré|2026-03-13 10:00:00",
    )),
    "magento.csv": (",", (
        ("ID|Purchase Point|Purchase Date|Bill-to Name|Ship-to Name|Grand Total (Base)|"
         "Grand Total (Purchased)|Status|Billing Address|Shipping Address|"
         "Shipping Information|Customer Email|Customer Group|Subtotal|"
         "Shipping and Handling|Customer Name|Payment Method|Total Refunded"),
        ("000000001|Main Website|2026-03-02 10:00:00|A B|A B|36.39|36.39|Complete|x|x|"
         "Flat|a@example.org|General|31.39|5.00|A B|checkmo|0.00"),
        ("000000002|Main Website|2026-03-14 10:00:00|C D|C D|39.64|39.64|Canceled|x|x|"
         "Flat|c@example.org|General|34.64|5.00|C D|checkmo|0.00"),
        ("000000003|Main Website|2026-03-15 10:00:00|E F|E F|100.00|100.00|Closed|x|x|"
         "Flat|e@example.org|General|95.00|5.00|E F|checkmo|100.00"),
    )),
    "amazon_orders.txt": ("\t", (
        ("amazon-order-id|merchant-order-id|purchase-date|last-updated-date|order-status|"
         "fulfillment-channel|sales-channel|order-channel|url|ship-service-level|"
         "product-name|sku|asin|item-status|quantity|currency|item-price|item-tax|"
         "shipping-price|shipping-tax|gift-wrap-price|gift-wrap-tax|"
         "item-promotion-discount|ship-promotion-discount|ship-city|ship-state|"
         "ship-postal-code|ship-country"),
        ("406-1||2026-03-02T10:00:00+00:00|2026-03-02T10:00:00+00:00|Shipped|Amazon|"
         "Amazon.fr|||Standard|Shoes|S1|B0|Shipped|2|EUR|60.00|10.00|||||5.00||Paris||"
         "75001|FR"),
        ("406-1||2026-03-02T10:00:00+00:00|2026-03-02T10:00:00+00:00|Shipped|Amazon|"
         "Amazon.fr|||Standard|Hat|S2|B1|Shipped|1|EUR|60.00|3.00|||||||Paris||75001|FR"),
        ("406-2||2026-03-14T10:00:00+00:00|2026-03-14T10:00:00+00:00|Cancelled|Amazon|"
         "Amazon.fr|||Standard|Hat|S2|B1|Cancelled|0|EUR|||||||||Lyon||69001|FR"),
        ("406-3||2026-03-15T10:00:00+00:00|2026-03-15T10:00:00+00:00|Shipped|Amazon|"
         "Amazon.fr|||Standard|Bag|S3|B2|Shipped|1|EUR|40.00|3.00|||||||Lyon||69001|FR"),
    )),
    "etsy.csv": (",", (
        ("Sale Date|Order ID|Buyer User ID|Full Name|Number of Items|Payment Method|"
         "Date Shipped|Street 1|Ship City|Ship State|Ship Zipcode|Ship Country|Currency|"
         "Order Value|Coupon Code|Discount Amount|Shipping Discount|Shipping|Sales Tax|"
         "Order Total|Status|Card Processing Fees|Order Net"),
        ("03/05/26|3001|u1|Ann A|1|CC|03/06/26|1 st|Austin|TX|78701|United States|USD|"
         "40.00||0.00|0.00|5.00|3.00|48.00|Completed|1.5|46.5"),
        ("03/13/26|3002|u2|Bob B|1|CC|03/14/26|2 st|Boise|Idaho|83702|United States|USD|"
         "20.00||2.00|0.00|0|1.20|19.20|Completed|1|18.2"),
    )),
    "squarespace.csv": (",", (
        ("Order ID|Email|Financial Status|Paid at|Fulfillment Status|Fulfilled at|"
         "Currency|Subtotal|Shipping|Taxes|Amount Refunded|Total|Discount Code|"
         "Discount Amount|Shipping Method|Created at|Lineitem quantity|Lineitem name|"
         "Lineitem price|Lineitem sku|Lineitem variant|Lineitem requires shipping|"
         "Lineitem taxable|Lineitem fulfillment status|Billing Name|Payment Method|"
         "Payment Reference"),
        ("00001|a@example.org|PAID|2026-03-02 10:00:00 -0500|FULFILLED||USD|40.00|5.00|0|"
         "0.00|45.00||0.00|std|2026-03-02 10:00:00 -0500|1|Red|20|s||true|true|fulfilled|"
         "A|card|x"),
        "00001||||||||||||||||1|Blue|20|s||true|true|fulfilled|||",
        ("00002|b@example.org|PAID|2026-03-14 10:00:00 -0500|FULFILLED||USD|20.00|5.00|0|"
         "25.00|25.00||0.00|std|2026-03-14 10:00:00 -0500|1|Red|20|s||true|true|fulfilled|"
         "A|card|x"),
    )),
    "paypal.csv": (",", (
        ("Date|Time|TimeZone|Name|Type|Status|Currency|Gross|Fee|Net|From Email Address|"
         "To Email Address|Transaction ID|Shipping Address|Item Title|Balance|"
         "Balance Impact"),
        ("02/03/2026|10:00:00|CET|Ann|Express Checkout Payment|Completed|EUR|100,00|-3,20|"
         "96,80|a@example.org|shop@example.org|1AB||Shoes|96,80|Credit"),
        ("14/03/2026|10:00:00|CET||General Withdrawal|Completed|EUR|-96,80|0,00|-96,80|"
         "shop@example.org||2AB|||0,00|Debit"),
        ("15/03/2026|10:00:00|CET|Bob|Express Checkout Payment|Completed|EUR|50,00|-1,70|"
         "48,30|b@example.org|shop@example.org|3AB||Hat|48,30|Credit"),
        ("13/03/2026|10:00:00|CET|Ann|Payment Refund|Completed|EUR|-100,00|3,20|-96,80|"
         "shop@example.org|a@example.org|4AB||Shoes|-48,50|Debit"),
    )),
    "stripe_payments.csv": (",", (
        ("id|Description|Seller Message|Created date (UTC)|Amount|Amount Refunded|"
         "Currency|Converted Amount|Converted Amount Refunded|Fee|Taxes On Fee|"
         "Converted Currency|Mode|Status|Statement Descriptor|Customer ID|"
         "Customer Description|Customer Email|Captured|Card ID|Invoice ID|Transfer"),
        ("ch_1|Sub|Payment complete.|2026-03-02 10:00:00|10.00|0.00|usd|9.20|0.00|0.5|0|"
         "eur|Live|Paid|X|cus_1||a@example.org|true|card_1|in_1|"),
        ("ch_2|Sub|The bank declined|2026-03-14 10:00:00|20.00|0.00|usd|18.40|0.00|0|0|"
         "eur|Live|Failed|X|cus_2||b@example.org|false|card_2|in_2|"),
        ("ch_3|Sub|Payment complete.|2026-03-15 10:00:00|30.00|30.00|eur|30.00|30.00|0.9|"
         "0|eur|Live|Refunded|X|cus_3||c@example.org|true|card_3|in_3|"),
    )),
    "stripe_balance.csv": (",", (
        ("id|Type|Source|Amount|Fee|Destination Platform Fee|Net|Currency|Created (UTC)|"
         "Available On (UTC)|Description|Customer Facing Amount|Customer Facing Currency|"
         "Transfer|Transfer Date (UTC)"),
        ("txn_1|charge|ch_1|100.00|3.20||96.80|eur|2026-03-02 10:00|2026-03-09 00:00|"
         "Order 1|100.00|eur|po_1|2026-03-10 00:00"),
        ("txn_2|refund|re_1|-100.00|0.00||-100.00|eur|2026-03-14 10:00|2026-03-14 10:00|"
         "REFUND|||po_1|2026-03-15 00:00"),
        ("txn_3|payout|po_1|-3.20|0.00||-3.20|eur|2026-03-15 10:00|2026-03-15 10:00|"
         "PAYOUT||||"),
        ("txn_4|stripe_fee||-2.00|0.00||-2.00|eur|2026-03-13 10:00|2026-03-13 10:00|Radar|"
         "|||"),
    )),
    "hubspot_deals_de.csv": (",", (
        ("Datensatz-ID|Dealname|Deal-Phase|Abschlussdatum|"
         "Zuständiger Mitarbeiter für Deal|Betrag|Pipeline|Erstellungsdatum|"
         "Ursprüngliche Traffic-Quelle"),
        ("1|A|Abgeschlossen und gewonnen|2026-03-20|Ann|1000|Vertrieb|2026-03-02|"
         "Bezahlte Suche"),
        ("2|B|Abgeschlossen und verloren|2026-03-21|Ann|500|Vertrieb|2026-03-13|"
         "Organische Suche"),
        "3|C|Vertrag gesendet||Ann|300|Vertrieb|2026-03-14|Offline-Quellen",
    )),
    "pipedrive.csv": (",", (
        ("Deal - ID|Deal - Title|Deal - Value|Deal - Currency of Value|Deal - Stage|"
         "Deal - Status|Deal - Deal created|Deal - Won time|Deal - Lost time|"
         "Deal - Deal closed on|Deal - Owner|Deal - Pipeline|Deal - Label"),
        ("1|A|1000|EUR|Negotiations Started|Won|2026-03-02 10:00:00|2026-03-20 10:00:00||"
         "2026-03-20 10:00:00|Ann|P|"),
        ("2|B|500|EUR|Proposal Made|Lost|2026-03-13 10:00:00||2026-03-21 10:00:00|"
         "2026-03-21 10:00:00|Ann|P|"),
        "3|C|300|EUR|Demo Scheduled|Open|2026-03-14 10:00:00||||Ann|P|",
    )),
    "zoho_deals.csv": (",", (
        ("Record Id|Deal Owner|Amount|Deal Name|Closing Date|Account Name|Stage|Type|"
         "Probability (%)|Lead Source|Contact Name|Campaign Source|Created Time|"
         "Expected Revenue"),
        ("zcrm_1|Ann|1000|A|2026-03-20|X|Closed Won|New|100|Advertisement|Bob||"
         "2026-03-02 10:00:00|1000"),
        "zcrm_2|Ann|500|B|2026-03-21|Y|Closed Lost|New|0|Web|Bob||2026-03-13 10:00:00|0",
        ("zcrm_3|Ann|300|C|2026-03-22|Z|Negotiation/Review|New|80|Web|Bob||"
         "2026-03-14 10:00:00|240"),
    )),
    "hubspot_emails.csv": (",", (
        ("Email name|Email subject|Send date|Recipients|Delivered|Opened|Clicked|"
         "Unsubscribed|Bounced|Spam reports|Open rate|Click rate|Click through rate"),
        "Spring|Hi|2026-03-02|1000|990|400|50|3|10|1|40.4|5.05|12.5",
        "Summer|Hi|2026-03-14|2000|1980|700|80|5|20|0|35.35|4.04|11.4",
    )),
    "brevo_fr.csv": (";", (
        ("Nom de la campagne|Objet|Date d'envoi|Destinataires|Délivrés|Ouvreurs|"
         "Taux d'ouverture|Cliqueurs|Taux de clics|Désinscriptions|Plaintes|Hard bounces|"
         "Soft bounces"),
        "Printemps|Bonjour|02/03/2026 10:00|1000|990|400|40,40 %|50|5,05 %|3|1|5|5",
        "Été|Bonjour 2|14/03/2026 10:00|2000|1980|700|35,35 %|80|4,04 %|5|0|10|10",
    )),
    "activecampaign.csv": (",", (
        ("Campaign|Sent on|Sent|Opens|Unique opens|Open rate|Clicks|Unique clicks|"
         "Click rate|Click-to-open rate|Forwards|Bounces|Unsubscribes"),
        "Spring|2026-03-02|1000|600|400|40%|70|50|5%|12.5%|0|10|3",
        "Summer|2026-03-14|2000|900|700|35%|100|80|4%|11.4%|0|20|5",
    )),
    "meta_posts_fr.csv": (",", (
        ("Identifiant de la publication|Identifiant du compte|Nom d'utilisateur du compte|"
         "Nom du compte|Description|Durée (s)|Heure de publication|Permalien|"
         "Type de publication|Commentaire sur les données|Date|Vues|Couverture|J'aime|"
         "Partages|Followers supplémentaires|Commentaires|Enregistrements"),
        ("111|222|shop|Shop|Hi|0|03/02/2026 10:00|https://ig/1|Image IG||Total|1000|800|"
         "40|4|2|6|5"),
        ("112|222|shop|Shop|Hi|15|03/14/2026 10:00|https://ig/2|Reel IG||Total|2000|1500|"
         "50|10|1|10|3"),
    )),
    "linkedin_page.csv": (",", (
        ("Date|Impressions (organic)|Impressions (sponsored)|Impressions (total)|"
         "Unique impressions (organic)|Clicks (organic)|Clicks (sponsored)|Clicks (total)|"
         "Reactions (organic)|Reactions (sponsored)|Reactions (total)|Comments (organic)|"
         "Comments (sponsored)|Comments (total)|Reposts (organic)|Reposts (sponsored)|"
         "Reposts (total)|Engagement rate (organic)|Engagement rate (sponsored)|"
         "Engagement rate (total)"),
        "03/02/2026|100|50|150|80|10|5|15|4|1|5|1|0|1|1|0|1|0.16|0.12|0.1466",
        "03/14/2026|200|0|200|150|20|0|20|6|0|6|2|0|2|0|0|0|0.14|0|0.14",
    )),
    "youtube_studio.csv": (",", (
        ("Content|Video title|Video publish time|Duration|Views|Watch time (hours)|"
         "Subscribers|Impressions|Impressions click-through rate (%)"),
        "Total||||3000|150.5|30|40000|5.2",
        "abc|Video A|Mar 2, 2026|300|2000|100.25|20|25000|5.5",
        "def|Video B|Mar 14, 2026|200|1000|50.25|10|15000|4.7",
    )),
    "search_console_de.csv": (",", (
        "Häufigste Suchanfragen|Klicks|Impressionen|CTR|Position",
        "schuhe kaufen|120|3,400|3,53 %|4,2",
        "rote schuhe|20|400|5 %|1,7",
    )),
    "business_profile.csv": (",", (
        ("Store code|Business name|Address|Labels|Google Search - Mobile|"
         "Google Search - Desktop|Google Maps - Mobile|Google Maps - Desktop|Calls|"
         "Messages|Bookings|Directions|Website clicks|Food orders|Food menu clicks|"
         "Hotel bookings"),
        ("||||"
         "Number of people that viewed your Business Profile on Google Search - Mobile|"
         "Number of people that viewed on Google Search - Desktop|x|y|z|a|b|c|d|e|f|g"),
        "S1|Shop Paris|1 rue X||1200|300|800|50|25|0|0|60|90|0|0|0",
        "S2|Shop Lyon|2 rue Y||200|100|300|20|5|0|0|10|20|0|0|0",
    )),
    "plausible.csv": (",", (
        "date|visitors|pageviews|bounce_rate|views_per_visit|visit_duration|visits",
        "2026-03-02|100|300|45|2.5|120|120",
        "2026-03-03|110|310|44|2.4|100|130",
    )),
    "salesforce.csv": (",", (
        ("Opportunity Owner|Account Name|Opportunity Name|Stage|Fiscal Period|Amount|"
         "Expected Revenue|Probability (%)|Age|Close Date|Created Date|Next Step|"
         "Lead Source|Type"),
        "Ann|X|A|Closed Won|Q1-2026|1000|1000|100|18|3/20/2026|3/2/2026||Web|New Business",
        ("Ann|Y|B|Closed Lost|Q1-2026|500|0|0|18|3/21/2026|3/3/2026||Trade Show|"
         "New Business"),
        ("Ann|Z|C|Proposal/Price Quote|Q1-2026|300|225|75|18|3/22/2026|3/14/2026||Partner|"
         "Existing"),
        "",
        "",
        "Opportunity Report",
        "Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved.",
        "Confidential Information - Do Not Distribute",
        "Generated By:  Ann Bee  3/25/2026 10:00 AM",
        "Acme",
    )),
    "universal_analytics.csv": (",", (
        "# ----------------------------------------",
        "# All Web Site Data",
        "# All Traffic",
        "# 20190601-20190630",
        "# ----------------------------------------",
        "",
        ("Source / Medium|Users|New Users|Sessions|Bounce Rate|Pages / Session|"
         "Avg. Session Duration|Goal Conversion Rate|Goal Completions|Goal Value"),
        "google / organic|1,200|1,000|1,500|45.20%|3.10|00:02:10|2.00%|30|$0.00",
        "(direct) / (none)|300|250|320|60.00%|2.00|00:01:00|1.00%|3|$0.00",
        "|1,480|1,250|1,820|47.80%|2.91|00:01:58|1.81%|33|$0.00",
        "",
        "Day Index|Users",
        "6/1/19|50",
        "6/2/19|60",
        "|110",
    )),
    "ga4_exploration.csv": (",", (
        "# ----------------------------------------",
        "# Free form 1",
        "# Shop - GA4",
        "# 20260302-20260315",
        "# ----------------------------------------",
        "",
        ("Session source / medium|Session campaign|Sessions|Active users|Key events|"
         "Total revenue"),
        "||1500|1300|27|1300|Grand total",
        "google / cpc|brand|900|800|20|1000",
        "facebook / paid|spring|600|500|7|300",
    )),
    "adobe_analytics.csv": (",", (
        "#=================================================================",
        "# Freeform table",
        "# Report suite: Shop Prod",
        "# Date: Mar 2| 2026 - Mar 15| 2026",
        "#=================================================================",
        "#",
        "# Freeform table",
        "# Date: Mar 2| 2026 - Mar 15| 2026",
        "|Visits|Unique Visitors|Page Views|Orders|Revenue",
        "Marketing Channel|1820|1480|5200|33|1650.5",
        "Paid Search|1500|1200|4500|30|1500",
        "Direct|320|300|700|3|150.5",
    )),
    "matomo_fr.csv": (",", (
        ("Date|Visiteurs uniques|Visites|Utilisateurs|Actions|"
         "Maximum d’actions en une visite|Rebonds|"
         "Temps total passé par les visiteurs (en secondes)|Visites avec conversions|"
         "Actions par visite|Durée moy. de la visite (en secondes)|Taux de rebond"),
        "2026-03-02|100|120|0|300|20|50|12000|3|2,5|100|42%",
        "2026-03-03|110|130|0|310|20|50|12000|3|2,4|100|38%",
    )),
}
# fmt: on


def written(name: str) -> bytes:
    """Return one file as its platform writes it."""
    delimiter, rows = TABLES[name]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    for row in rows:
        # A blank line has no cell, and the writer would quote an empty one.
        writer.writerow(row.split("|") if row else [])
    return out.getvalue().encode(ENCODINGS.get(name, "utf-8"))


FILES: dict[str, Callable[[], bytes]] = {name: partial(written, name) for name in TABLES}
