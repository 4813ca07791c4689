'use strict';
/* Axis.java has the same rules for ticks and their lettering. */
const step = span => {
  const power = 10 ** Math.floor(Math.log10(span / 5));
  const lead = span / 5 / power;
  return (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10) * power;
};
const number = value => Math.abs(value) >= 10000
  ? (value / 1000).toFixed(0) + 'k'
  : String(+value.toFixed(4));
const SIZE = 1000;

class Plot {
  constructor(figure) {
    this.figure = figure;
    this.frame = figure.querySelector('.frame');
    this.svg = figure.querySelector('svg');
    this.grid = figure.querySelector('.grid');
    const range = name => figure.dataset[name].split(' ').map(Number);
    this.whole = { x: range('x'), y: range('y') };
    this.x = this.whole.x;
    this.y = this.whole.y;
    this.series = [...figure.querySelectorAll('svg g')].map(group => this.read(group));
    this.names = [...figure.querySelectorAll('.legend li')].map(item => item.textContent);
    this.addTools();
    this.listen();
  }

  /* Points in the units of the axes; of the kinds that can be told, the first that is there. */
  read(group) {
    const points = kind => {
      const path = group.querySelector('.' + kind);
      return path ? [...path.getAttribute('d').matchAll(/(-?[\d.]+) (-?[\d.]+)/g)]
        .map(match => [this.toX(+match[1] / SIZE), this.toY(1 - match[2] / SIZE)]) : [];
    };
    const told = ['line', 'dots', 'faint'].map(points);
    return { told: told.find(some => some.length) || [], all: [...told.flat(), ...points('band')] };
  }

  toX(share) { return this.whole.x[0] + share * (this.whole.x[1] - this.whole.x[0]); }
  toY(share) { return this.whole.y[0] + share * (this.whole.y[1] - this.whole.y[0]); }

  addTools() {
    const tools = document.createElement('div');
    tools.className = 'tools';
    const add = (text, label, action) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = text;
      button.setAttribute('aria-label', label);
      button.title = label;
      button.addEventListener('click', action);
      tools.append(button);
      return button;
    };
    add('+', 'Zoom in', () => this.zoom(0.5));
    add('−', 'Zoom out', () => this.zoom(2));
    add('◀', 'Move left', () => this.move(-0.25));
    add('▶', 'Move right', () => this.move(0.25));
    add('Whole', 'Show all again', () => this.show(...this.whole.x));
    this.output = document.createElement('output');
    tools.append(this.output);
    this.figure.append(tools);
    this.frame.tabIndex = 0;
    this.frame.setAttribute('role', 'group');
    this.frame.setAttribute('aria-label',
      this.svg.getAttribute('aria-label') + '. Keys: plus and minus zoom, arrows move, 0 shows all');
  }

  listen() {
    const keys = {
      '+': () => this.zoom(0.5), '=': () => this.zoom(0.5), '-': () => this.zoom(2),
      ArrowLeft: () => this.move(-0.25), ArrowRight: () => this.move(0.25),
      0: () => this.show(...this.whole.x), Escape: () => this.show(...this.whole.x),
    };
    this.frame.addEventListener('keydown', event => {
      if (keys[event.key] && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        keys[event.key]();
      }
    });
    this.svg.addEventListener('pointerdown', event => {
      if (event.pointerType === 'mouse' && event.button === 0) {
        this.from = this.at(event);
        this.select = document.createElement('div');
        this.select.className = 'select';
        this.frame.append(this.select);
        this.svg.setPointerCapture(event.pointerId);
      }
    });
    this.svg.addEventListener('pointermove', event => {
      const to = this.at(event);
      if (this.select) {
        this.select.style.left = 100 * Math.min(this.from, to) + '%';
        this.select.style.width = 100 * Math.abs(to - this.from) + '%';
      }
      this.tell(this.x[0] + to * (this.x[1] - this.x[0]));
    });
    const end = event => {
      if (!this.select) return;
      const shares = [this.from, this.at(event)].sort((a, b) => a - b);
      this.select.remove();
      this.select = null;
      if (event.type === 'pointerup' && shares[1] - shares[0] > 0.01) {
        this.show(...shares.map(share => this.x[0] + share * (this.x[1] - this.x[0])));
      }
    };
    this.svg.addEventListener('pointerup', end);
    this.svg.addEventListener('pointercancel', end);
    this.svg.addEventListener('pointerleave', () => { this.output.textContent = ''; });
    this.svg.addEventListener('dblclick', () => this.show(...this.whole.x));
  }

  at(event) {
    const box = this.svg.getBoundingClientRect();
    return Math.max(0, Math.min(1, (event.clientX - box.left) / box.width));
  }

  zoom(factor) {
    const middle = (this.x[0] + this.x[1]) / 2;
    const half = (this.x[1] - this.x[0]) / 2 * factor;
    this.show(middle - half, middle + half);
  }

  move(share) {
    const by = share * (this.x[1] - this.x[0]);
    this.show(this.x[0] + by, this.x[1] + by);
  }

  /* Within the whole, and not so near that nothing is left to see. */
  show(from, to) {
    const [first, last] = this.whole.x;
    const span = Math.min(last - first, Math.max(to - from, (last - first) / 500));
    const low = Math.max(first, Math.min(from, last - span));
    this.x = [low, low + span];
    this.fit();
    this.draw();
  }

  /* The height follows what is seen. */
  fit() {
    const seen = this.series.flatMap(one => one.all)
      .filter(point => point[0] >= this.x[0] && point[0] <= this.x[1])
      .map(point => point[1]);
    const whole = this.x[1] - this.x[0] >= this.whole.x[1] - this.whole.x[0];
    if (whole || seen.length < 2) {
      this.y = this.whole.y;
      return;
    }
    const low = seen.reduce((a, b) => Math.min(a, b));
    const high = Math.min(this.whole.y[1], seen.reduce((a, b) => Math.max(a, b)));
    const by = step(Math.max(high - low, (this.whole.y[1] - this.whole.y[0]) / 500));
    this.y = [by * Math.floor(low / by), by * Math.ceil((high > low ? high : low + by) / by)];
  }

  draw() {
    const right = value => SIZE * (value - this.whole.x[0]) / (this.whole.x[1] - this.whole.x[0]);
    const up = value => SIZE * (1 - (value - this.whole.y[0]) / (this.whole.y[1] - this.whole.y[0]));
    this.svg.setAttribute('viewBox',
      [right(this.x[0]), up(this.y[1]), right(this.x[1]) - right(this.x[0]), up(this.y[0]) - up(this.y[1])].join(' '));
    this.frame.querySelectorAll('span.x, span.y').forEach(span => span.remove());
    const ticks = (kind, edge, range) => {
      const by = step(range[1] - range[0]);
      const places = [];
      for (let i = Math.ceil(range[0] / by - 1e-6); i * by <= range[1] + by * 1e-6; i++) {
        const span = document.createElement('span');
        span.className = kind;
        span.style[edge] = 100 * (i * by - range[0]) / (range[1] - range[0]) + '%';
        span.textContent = number(i * by);
        this.frame.append(span);
        places.push(i * by);
      }
      return places;
    };
    ticks('x', 'left', this.x);
    const lines = ticks('y', 'bottom', this.y);
    this.grid.setAttribute('d', lines.map(value => 'M0 ' + up(value) + 'H' + SIZE).join(''));
    this.frame.querySelectorAll('.said').forEach(said => {
      const share = (said.dataset.at - this.x[0]) / (this.x[1] - this.x[0]);
      said.hidden = share < 0 || share > 1;
      said.classList.toggle('before', share > 0.5);
      said.style.left = 100 * share + '%';
    });
  }

  /* The values nearest to a place. */
  tell(x) {
    const near = this.series.map(one => one.told.reduce(
      (best, point) => !best || Math.abs(point[0] - x) < Math.abs(best[0] - x) ? point : best, null));
    const first = near.find(point => point);
    if (!first) return;
    const values = near.map((point, i) => point && (this.names[i] ? this.names[i] + ' ' : '') + number(+point[1].toPrecision(4)));
    this.output.textContent = number(+first[0].toPrecision(4)) + ': ' + values.filter(Boolean).join(', ');
  }
}

document.querySelectorAll('.plot').forEach(figure => new Plot(figure));

/* Galleries: each select hides the cards that do not have its value among theirs. */
document.querySelectorAll('.filter').forEach(form => {
  const cards = [...form.parentElement.querySelectorAll('.card')];
  const selects = [...form.querySelectorAll('select')];
  const output = form.querySelector('output');
  const filter = () => {
    const fits = card => selects.every(select => !select.value
      || card.dataset[select.name].split('|').includes(select.value));
    cards.forEach(card => { card.hidden = !fits(card); });
    const shown = cards.filter(card => !card.hidden).length;
    output.textContent = shown + ' of ' + cards.length + ' shown';
  };
  form.addEventListener('submit', event => event.preventDefault());
  form.addEventListener('change', filter);
  form.hidden = false;
  filter();
});

/* Cards open large by a click or Enter; arrows go to the next one, Escape closes. */
const cards = [...document.querySelectorAll('.card')];
if (cards.length) {
  const dialog = document.createElement('dialog');
  const content = document.createElement('div');
  const close = document.createElement('button');
  close.type = 'button';
  close.textContent = 'Close';
  dialog.append(content, close);
  document.body.append(dialog);
  let open = null;
  const show = card => {
    open = card;
    content.replaceChildren(...[...card.children].map(child => child.cloneNode(true)));
    content.querySelectorAll('[role]').forEach(part => {
      ['role', 'tabindex', 'aria-label'].forEach(name => part.removeAttribute(name));
    });
    if (!dialog.open) dialog.showModal();
  };
  const next = by => {
    const shown = cards.filter(card => !card.hidden);
    const card = shown[shown.indexOf(open) + by];
    if (card) show(card);
  };
  close.addEventListener('click', () => dialog.close());
  dialog.addEventListener('click', event => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener('keydown', event => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by) next(by);
  });
  dialog.addEventListener('close', () => open.querySelector('.beside').focus());
  cards.forEach(card => {
    const pictures = card.querySelector('.beside');
    pictures.tabIndex = 0;
    pictures.setAttribute('role', 'button');
    pictures.setAttribute('aria-label', 'Enlarge: ' + card.querySelector('figcaption').textContent);
    pictures.addEventListener('click', () => show(card));
    pictures.addEventListener('keydown', event => {
      if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        show(card);
      }
    });
  });
}
