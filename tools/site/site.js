// What axe-core asks for beside the theme's own: names of the search, and a keyboard's way to what has to be scrolled.
document$.subscribe(() => {
  for (const each of document.querySelectorAll('.md-search, #__search')) each.setAttribute('aria-label', 'Search');
  requestAnimationFrame(() => {
    for (const each of document.querySelectorAll('pre > code, .md-typeset__scrollwrap')) each.tabIndex = 0;
  });
});
