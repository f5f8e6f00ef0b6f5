// Puts words of Streamlit's own widgets into the page's language. It edits the text of nodes and
// never replaces them, so the page's code is not disturbed; the words stand on `window`, so that a
// change of language reaches the one observer already there.
(function () {
  const said = (was) => {
    const { words, patterns } = window.justeMesure;
    if (words[was] !== undefined) return words[was];
    for (const [pattern, form] of patterns) {
      if (new RegExp(pattern).test(was)) return was.replace(new RegExp(pattern), form);
    }
    return was;
  };
  const say = (node) => {
    const now = node.nodeValue.trim();
    if (!now) return;
    // What the page wrote since our last edit is the new original.
    if (node.justeMesureSaid !== now) node.justeMesureWas = now;
    const text = said(node.justeMesureWas);
    node.justeMesureSaid = text;
    if (text !== now) node.nodeValue = node.nodeValue.replace(now, text);
  };
  const places = [
    '[data-testid="stFileUploader"]',
    '[data-testid="stMultiSelect"]',
    'a[href^="#"]',
  ].join(",");
  const all = () => {
    for (const place of document.querySelectorAll(places)) {
      const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) say(texts.currentNode);
    }
  };
  document.documentElement.lang = window.justeMesure.language;
  document.cookie = window.justeMesure.cookie;
  // Replaced, not pushed: going back leads to the page before, in one press.
  if (window.location.search !== window.justeMesure.address) {
    const { pathname, hash } = window.location;
    window.history.replaceState(window.history.state, "", pathname + window.justeMesure.address + hash);
  }
  all();
  if (!window.justeMesureObserver) {
    window.justeMesureObserver = new MutationObserver(all);
    window.justeMesureObserver.observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  }
})();
