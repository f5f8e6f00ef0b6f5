"""Page set-up, language and navigation; nothing else."""

import streamlit as st

from ui import frame

FAVICON = str(frame.ASSETS / "favicon.png")

# Before the navigation: once it has run, the page's own icon would be fetched from elsewhere as
# favicon.
st.set_page_config(page_title="Juste Mesure", page_icon=FAVICON, layout="wide")
frame.begin()
st.logo(str(frame.ASSETS / "logo.svg"), size="large")
known = frame.pages()
st.session_state["frame_pages"] = known
page = st.navigation(list(known.values()), position="top")
st.set_page_config(page_title=f"{page.title} · Juste Mesure", page_icon=FAVICON, layout="wide")
frame.run(page, known)
