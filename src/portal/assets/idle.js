// Says two minutes before that the session is about to end (WCAG 2.2.1). Staying is reading the page again.
'use strict';
(function () {
  var box = document.getElementById('idle');
  if (!box) return;
  setTimeout(function () {
    var note = document.createElement('div');
    var text = document.createElement('p');
    var stay = document.createElement('a');
    note.className = 'alert alert-warning';
    text.textContent = box.getAttribute('data-text');
    stay.className = 'btn btn-primary btn-sm';
    stay.href = location.pathname + location.search;
    stay.textContent = box.getAttribute('data-stay');
    note.appendChild(text);
    note.appendChild(stay);
    box.appendChild(note);
  }, Number(box.getAttribute('data-after')) * 1000);
})();
