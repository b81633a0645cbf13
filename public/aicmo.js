// The header: which campaign is open, where its seven stages stand, and whose turn it is. Told by the card under the last reply.
(() => {
  // When the server is away for a moment, the page would take "who am I" failing for being signed out, and leave. Ask until it is back.
  const ask = window.fetch.bind(window);
  window.fetch = async (input, init) => {
    if (new URL(input.url || input, window.location.href).pathname !== '/user') return ask(input, init);
    for (;;) {
      try {
        return await ask(input, init);
      } catch (error) {
        if (init && init.signal && init.signal.aborted) throw error;
        await new Promise((later) => setTimeout(later, 1000));
      }
    }
  };

  const PATHS = {
    blocked: '<rect x="3" y="11" width="18" height="11" rx="2"/><path d="M7 11V7a5 5 0 0 1 10 0v4"/>',
    not_started: '<circle cx="12" cy="12" r="9" stroke-dasharray="4 3.5"/>',
    draft: '<path d="M12 20h9M16.5 3.5a2.1 2.1 0 0 1 3 3L7 19l-4 1 1-4Z"/>',
    in_review: '<path d="M2 12s3.6-7 10-7 10 7 10 7-3.6 7-10 7-10-7-10-7Z"/><circle cx="12" cy="12" r="3"/>',
    changes_requested: '<path d="M9 14 4 9l5-5"/><path d="M4 9h10a6 6 0 0 1 0 12h-3"/>',
    approved: '<circle cx="12" cy="12" r="9"/><path d="m8.5 12 2.5 2.5 4.5-5"/>',
    stale: '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3 2"/>',
    archived: '<rect x="3" y="4" width="18" height="5" rx="1"/><path d="M5 9v10a1 1 0 0 0 1 1h12a1 1 0 0 0 1-1V9M10 13h4"/>',
    active: '<circle cx="12" cy="12" r="9"/><path d="m10 8.5 5.5 3.5-5.5 3.5Z"/>'
  };
  let view = null;
  let go = null;

  const node = (tag, className, text) => {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  };
  const icon = (status) => {
    const box = node('span', 'ac-pill-icon');
    box.innerHTML = `<svg viewBox="0 0 24 24" width="14" height="14" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${PATHS[status] || PATHS.not_started}</svg>`;
    return box;
  };
  const pill = (stage) => {
    const made = node('button', `ac-pill ac-is-${stage.status}${stage.current ? ' ac-current' : ''}`);
    made.type = 'button';
    made.dataset.stage = stage.id;
    made.dataset.status = stage.status;
    made.title = `${stage.title}: ${stage.word}${stage.version ? ` v${stage.version}` : ''}. ${stage.why}`.trim();
    made.setAttribute('aria-label', made.title);
    if (stage.current) made.setAttribute('aria-current', 'step');
    if (stage.id === 'campaign') made.disabled = true;
    made.append(icon(stage.status), node('span', 'ac-pill-name', stage.title));
    made.addEventListener('click', () => go && go(stage.id));
    return made;
  };
  const draw = () => {
    const header = document.getElementById('header');
    const old = document.getElementById('aicmo-bar');
    if (!view || !header) {
      if (old) old.remove();
      return;
    }
    const bar = node('div');
    bar.id = 'aicmo-bar';
    const context = node('div', 'ac-context');
    context.append(node('strong', '', view.campaign), node('span', '', [view.client, view.dates].filter(Boolean).join(', ')));
    const middle = node('div', 'ac-middle');
    const rail = node('nav', 'ac-rail');
    rail.setAttribute('aria-label', 'Stages');
    rail.append(...view.stages.map(pill));
    const place = view.stages.findIndex((stage) => stage.current) + 1;
    middle.append(rail, node('p', 'ac-line', view.line), node('p', 'ac-short', `${view.title}, ${place} of ${view.stages.length}`));
    bar.append(context, middle);
    if (old && old.parentElement === header) old.replaceWith(bar);
    else {
      if (old) old.remove();
      header.append(bar);
    }
  };
  // Replies to a button come without a typed message, so the chat does not scroll by itself: keep the end in sight for whoever is near it.
  const follow = (first) => {
    const offers = document.querySelector('.ac-offers');
    let scroller = offers && offers.parentElement;
    while (scroller && !/auto|scroll/.test(getComputedStyle(scroller).overflowY)) scroller = scroller.parentElement;
    if (!scroller) return;
    const below = offers.getBoundingClientRect().bottom - scroller.getBoundingClientRect().bottom;
    if (below > -56 && (first || below < scroller.clientHeight)) scroller.scrollTop += below + 72;
  };
  window.aicmo = {
    show(next, onGo) {
      const first = !view || view.thread !== next.thread;
      view = next;
      go = onGo;
      draw();
      setTimeout(() => follow(first), 80);
    },
    hide(thread) {
      const leaving = view;
      setTimeout(() => { if (view === leaving && view && view.thread === thread && !document.querySelector('.ac-offers')) { view = null; draw(); } }, 150);
    }
  };
  new MutationObserver(() => { if (view && !document.getElementById('aicmo-bar')) draw(); }).observe(document.documentElement, { childList: true, subtree: true });
})();
