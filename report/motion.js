// SPDX-License-Identifier: GPL-2.0-only
// Runs in time: queues, pauses and failures on the links of the fabric, moved by a slider.
(() => {
  const LEVELS = 8;
  const PLAY_SECONDS = [5, 10, 20, 40]; // that what the strip shows takes
  const ZOOMS = [1, 4, 16, 64];

  const escape = (text) => String(text).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
  // Three digits: a step of the samples is two percent.
  const short = (value) => String(Number(Number(value).toPrecision(3)));

  // The samples of a run as steps, and what they stand for.
  class Run {
    constructor(data, run) {
      Object.assign(this, run);
      const step = new Map([...data.steps].map((c, i) => [c, i]));
      const read = (text) => Uint8Array.from(text, (c) => step.get(c));
      this.data = data;
      this.top = data.steps.length - 1;
      this.count = run.times.length;
      this.queueSteps = read(run.queue);
      this.rateSteps = read(run.rate);
      this.last = run.times[this.count - 1];
      // All queues together, for the strip above the slider.
      this.total = run.times.map((_, s) => data.ports.reduce((sum, __, p) => sum + this.queueAt(p, s), 0));
    }

    // The sample that covers a time; -1 after the end.
    find(time) {
      let low = 0;
      let high = this.count;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.times[middle] < time) low = middle + 1;
        else high = middle;
      }
      return low < this.count ? low : -1;
    }

    queueAt(port, sample) { // bytes
      return sample < 0 ? 0 : this.data.most * (this.queueSteps[port * this.count + sample] / this.top) ** 2;
    }

    shareAt(port, sample) { // of the rate of the link
      return sample < 0 ? 0 : this.rateSteps[port * this.count + sample] / this.top;
    }

    isPaused(port, sample) {
      return sample >= 0 && this.paused[port] !== undefined && this.paused[port][sample] === "1";
    }

    // How a port is at a time: "cut", "impaired", or nothing.
    fault(time) {
      const found = new Map();
      for (const [port, kind, from, to] of this.faults) {
        if (time < from || (to !== null && time >= to)) continue;
        const cut = kind.endsWith("-down");
        if (cut || !found.has(port)) found.set(port, cut ? "cut" : "impaired");
      }
      return found;
    }

    get start() { return this.spans.length ? Math.min(...this.spans.map((s) => s[0])) : 0; }

    get end() { // null if it never ended
      return this.spans.length && this.spans.every((s) => s[1] !== null) ? Math.max(...this.spans.map((s) => s[1])) : null;
    }
  }

  // The fabric with the state of one run.
  class Panel {
    constructor(box, data, narrow) {
      this.data = data;
      this.width = narrow ? 500 : 1000;
      this.height = narrow ? 300 : 320;
      this.box = box;
      box.innerHTML = `<p class="name"></p>${this.draw()}<p class="state"></p>`;
      this.svg = box.querySelector("svg");
      this.lines = [...box.querySelectorAll("line.port")];
      this.layers = [...box.querySelectorAll("svg > g")].slice(0, LEVELS + 1);
      this.looks = this.lines.map(() => "0 ");
      this.marks = box.querySelector("g.marks");
      this.state = box.querySelector(".state");
      this.svg.addEventListener("pointermove", (event) => { this.pointer = event; this.tell(); });
      this.svg.addEventListener("pointerleave", () => { this.pointer = null; this.tell(); });
    }

    place(node) {
      const [, x, y] = this.data.nodes[node];
      const top = Math.max(...this.data.nodes.map((n) => n[2]), 1);
      return [44 + x * (this.width - 56), this.height - 16 - (y / top) * (this.height - 36)];
    }

    draw() {
      const { data } = this;
      this.ends = data.ports.map(([a, b, , lane]) => {
        const [[x1, y1], [x2, y2]] = [this.place(a), this.place(b)];
        const length = Math.hypot(x2 - x1, y2 - y1) || 1;
        const aside = 1.7 + 3.4 * lane; // each direction keeps to its right
        const [dx, dy] = [((y1 - y2) / length) * aside, ((x2 - x1) / length) * aside];
        return [x1 + dx, y1 + dy, x2 + dx, y2 + dy];
      });
      const f = (v) => v.toFixed(1);
      const lines = this.ends.map(([x1, y1, x2, y2]) =>
        `<line class="port" x1="${f(x1)}" y1="${f(y1)}" x2="${f(x2)}" y2="${f(y2)}"/>`);
      const layers = [...Array(LEVELS).keys()].map((i) => `<g class="level-${i}"></g>`); // the busiest on top
      const hosts = data.nodes.filter((n) => n[2] === 0).length;
      const nodes = data.nodes.map(([name, , y], i) => {
        const size = y === 0 ? Math.max(2, Math.min(7, this.width / hosts / 2)) : 9;
        const [x, top] = this.place(i);
        return `<rect class="node" x="${f(x - size / 2)}" y="${f(top - size / 2)}" width="${f(size)}" height="${f(size)}"><title>${escape(name)}</title></rect>`;
      });
      const tiers = data.tiers.map(([name, y]) => {
        const node = data.nodes.findIndex((n) => Math.abs(n[2] - y) < 0.01);
        return `<text x="2" y="${f(this.place(node)[1] + 4)}">${escape(name)}</text>`;
      });
      return `<svg viewBox="0 0 ${this.width} ${this.height}" role="img" aria-label="The links of the fabric at the chosen time">
        <g class="idle">${lines.join("")}</g>${layers.join("")}<g class="nodes">${nodes.join("")}${tiers.join("")}</g><g class="marks"></g></svg>`;
    }

    show(run, time, quantity) {
      const sample = run.find(time);
      const faults = run.fault(time);
      const marks = [];
      let most = [0, -1];
      let paused = 0;
      this.lines.forEach((line, port) => {
        const share = quantity === "queue" ? run.queueAt(port, sample) / this.data.most : run.shareAt(port, sample);
        if (share > most[0]) most = [share, port];
        let layer = 0;
        if (share > 0) {
          const level = quantity === "queue" ? LEVELS + Math.ceil(Math.log2(share) - 1e-9) : Math.ceil(share * LEVELS);
          layer = Math.max(1, Math.min(LEVELS, level));
        }
        const fault = faults.get(port) || "";
        const look = `${layer} ${fault}`;
        if (run.isPaused(port, sample)) {
          paused++;
          marks.push(this.mark(port, "pause", 0.22));
        }
        if (this.looks[port] !== look) {
          this.looks[port] = look;
          line.setAttribute("class", `port ${fault}`);
          if (line.parentNode !== this.layers[layer]) this.layers[layer].appendChild(line);
        }
        if (fault === "cut") marks.push(this.mark(port, "cross", 0.5));
      });
      this.marks.innerHTML = marks.join("");
      this.now = { run, sample, faults, time };
      this.text = this.write(run, time, quantity, most, paused, faults);
      this.tell();
    }

    mark(port, kind, along) {
      const [x1, y1, x2, y2] = this.ends[port];
      const [x, y] = [x1 + (x2 - x1) * along, y1 + (y2 - y1) * along];
      const angle = (Math.atan2(y2 - y1, x2 - x1) * 180) / Math.PI;
      const path = kind === "pause" ? "M-2,-4.5V4.5M2,-4.5V4.5" : "M-5,-5L5,5M-5,5L5,-5";
      const turn = kind === "pause" ? ` rotate(${angle.toFixed(0)})` : "";
      const at = `transform="translate(${x.toFixed(1)} ${y.toFixed(1)})${turn}"`;
      return `<path class="halo" d="${path}" ${at}/><path class="${kind}" d="${path}" ${at}/>`;
    }

    write(run, time, quantity, [share, port], paused, faults) {
      const parts = [];
      const name = port < 0 ? "" : this.data.names[port];
      if (quantity === "queue") parts.push(share ? `longest queue ${short((share * this.data.most) / 1000)} kB at ${name}` : "no queues");
      else parts.push(share ? `busiest link ${(100 * share).toFixed(0)} % at ${name}` : "no traffic");
      if (paused) parts.push(`${paused} port${paused > 1 ? "s" : ""} paused`);
      const cut = [...faults].filter(([, kind]) => kind === "cut").map(([p]) => this.data.names[p]);
      if (cut.length) parts.push(`cut: ${cut.slice(0, 2).join(", ")}${cut.length > 2 ? ` and ${cut.length - 2} more directions` : ""}`);
      if (faults.size > cut.length) parts.push(`impaired: ${faults.size - cut.length} directions`);
      if (run.end !== null && time >= run.end) parts.push(`done since ${this.clock(run.end)}`);
      else if (time < run.start) parts.push("not begun");
      return parts.join(" · ");
    }

    clock(time) {
      return `${short(time / this.data.unit.ns)} ${this.data.unit.name}`;
    }

    // The state, or that of the link at the pointer.
    tell() {
      let text = this.text || "";
      const port = this.pointer ? this.nearest(this.pointer) : -1;
      if (port >= 0 && this.now) {
        const { run, sample, faults } = this.now;
        const states = [`queue ${short(run.queueAt(port, sample) / 1000)} kB`, `utilisation ${(100 * run.shareAt(port, sample)).toFixed(0)} %`];
        if (run.isPaused(port, sample)) states.push("paused");
        if (faults.has(port)) states.push(faults.get(port));
        text = `${this.data.names[port]}, ${short(this.data.ports[port][2])} Gb/s: ${states.join(", ")}`;
      }
      if (this.state.textContent !== text) this.state.textContent = text;
      if (this.near >= 0) this.lines[this.near].classList.remove("near");
      if (port >= 0) this.lines[port].classList.add("near");
      this.near = port;
    }

    nearest(event) {
      const area = this.svg.getBoundingClientRect();
      const x = ((event.clientX - area.left) / area.width) * this.width;
      const y = ((event.clientY - area.top) / area.height) * this.height;
      let best = [36, -1];
      this.ends.forEach(([x1, y1, x2, y2], port) => {
        const [dx, dy] = [x2 - x1, y2 - y1];
        const along = Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy || 1)));
        const distance = (x - x1 - along * dx) ** 2 + (y - y1 - along * dy) ** 2;
        if (distance < best[0]) best = [distance, port];
      });
      return best[1];
    }
  }

  // Panels, slider and buttons of one experiment.
  class Motion {
    constructor(box) {
      this.box = box;
      const data = JSON.parse(box.querySelector("script").textContent);
      this.data = data;
      this.runs = data.runs.map((run) => new Run(data, run));
      this.end = Math.max(...this.runs.map((run) => Math.max(run.last, run.end || 0)));
      this.step = Math.min(...this.runs.map((run) => run.last / run.count));
      const shown = this.runs.length > 1 ? [0, this.runs.length - 1] : [0];
      const narrow = shown.length > 1 && data.nodes.filter((n) => n[2] === 0).length <= 40;
      box.insertAdjacentHTML("beforeend", this.draw(shown, narrow));
      this.panels = [...box.querySelectorAll(".panel")].map((panel) => new Panel(panel, data, narrow));
      this.slider = box.querySelector("input[type=range]");
      this.button = box.querySelector(".play");
      this.clock = box.querySelector("output");
      this.shown = shown;
      this.from = 0; // of the strip
      this.span = this.end;
      this.quantity = "queue";
      this.listen();
      this.choose();
      this.seek(this.busiest());
    }

    draw(shown, narrow) {
      const option = (i, panel) => `<option value="${i}"${i === shown[panel] ? " selected" : ""}>${escape(this.runs[i].strategy)}</option>`;
      const select = (panel) => `<label>${panel ? "and" : "run"} <select class="run">${this.runs.map((_, i) => option(i, panel)).join("")}</select></label>`;
      const speed = PLAY_SECONDS.map((s) => `<option value="${s}"${s === 10 ? " selected" : ""}>${s} s</option>`).join("");
      const zoom = ZOOMS.map((z) => `<option value="${z}">${z === 1 ? "all" : `1/${z}`}</option>`).join("");
      const group = `q${Math.random().toString(36).slice(2)}`;
      return `<div class="controls">
        <button type="button" class="play">▶ play</button>
        <label><select class="zoom" aria-label="part of the time">${zoom}</select> of the time</label>
        <label>in <select class="speed">${speed}</select></label>
        <fieldset><legend>colour by</legend>
          <label><input type="radio" name="${group}" value="queue" checked> queue</label>
          <label><input type="radio" name="${group}" value="rate"> utilisation</label></fieldset>
        ${this.runs.length > 2 ? shown.map((_, panel) => select(panel)).join(" ") : ""}
        <output></output></div>
        <div class="panels${narrow ? " beside" : ""}">${shown.map(() => '<div class="panel"></div>').join("")}</div>
        <div class="legend"></div>
        <svg class="strip" viewBox="0 0 1000 ${30 + 34 * shown.length}" aria-hidden="true"></svg>
        <input type="range" min="0" max="${this.end}" step="any" value="0" aria-label="time">`;
    }

    listen() {
      this.slider.addEventListener("input", () => this.seek(Number(this.slider.value)));
      // step="any" leaves it open how far a key goes: one sample, ten with the page keys.
      this.slider.addEventListener("keydown", (event) => {
        const far = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
        if (far) {
          event.preventDefault();
          this.seek(this.time + far * this.step);
        } else if (event.key === " ") {
          event.preventDefault();
          this.play(!this.playing);
        }
      });
      this.button.addEventListener("click", () => this.play(!this.playing));
      for (const radio of this.box.querySelectorAll("input[type=radio]")) {
        radio.addEventListener("change", () => { this.quantity = radio.value; this.choose(); });
      }
      this.box.querySelectorAll("select.run").forEach((select, panel) => {
        select.addEventListener("change", () => { this.shown[panel] = Number(select.value); this.choose(); });
      });
      const zoom = this.box.querySelector(".zoom");
      zoom.addEventListener("change", () => {
        this.span = this.end / Number(zoom.value);
        this.turn(this.time - this.span / 2);
      });
      const strip = this.box.querySelector(".strip");
      const go = (event) => {
        const area = strip.getBoundingClientRect();
        const along = (((event.clientX - area.left) / area.width) * 1000 - 8) / 984;
        this.seek(this.from + Math.max(0, Math.min(1, along)) * this.span);
      };
      strip.addEventListener("pointerdown", (event) => { strip.setPointerCapture(event.pointerId); go(event); });
      strip.addEventListener("pointermove", (event) => { if (event.buttons) go(event); });
    }

    // When the most is queued, to begin with.
    busiest() {
      let best = [-1, 0];
      for (const i of this.shown) {
        this.runs[i].total.forEach((sum, s) => { if (sum > best[0]) best = [sum, this.runs[i].times[s]]; });
      }
      return best[1];
    }

    choose() {
      this.panels.forEach((panel, i) => { panel.box.querySelector(".name").textContent = this.runs[this.shown[i]].name; });
      this.drawLegend();
      this.drawStrip();
      this.seek(this.time || 0);
    }

    drawLegend() {
      const bounds = [...Array(LEVELS).keys()].map((i) => (this.quantity === "queue"
        ? short(this.data.most / 2 ** (LEVELS - 1 - i) / 1000) : String(Math.round((100 * (i + 1)) / LEVELS))));
      const unit = this.quantity === "queue" ? "queue of the sending port, up to (kB):" : "utilisation, up to (%):";
      const swatches = bounds.map((b, i) => `<span><i class="level-${i}"></i>${b}</span>`);
      const sign = (kind, path) => `<svg viewBox="-8 -8 16 16"><path class="${kind}" d="${path}"/></svg>`;
      this.box.querySelector(".legend").innerHTML = `<span>${unit}</span><span><i class="idle"></i>0</span>${swatches.join("")}
        <span>${sign("pause", "M-2,-5V5M2,-5V5")}paused by the other end</span>
        <span>${sign("cross", "M-5,-5L5,5M-5,5L5,-5")}cut</span>
        <span>${sign("impaired", "M-8,0H8")}degraded, grey or slow</span>`;
    }

    x(time) { return 8 + (984 * (time - this.from)) / this.span; }

    // Show another part of the time in the strip.
    turn(from) {
      this.from = Math.max(0, Math.min(this.end - this.span, from));
      this.drawStrip();
      this.seek(this.time);
    }

    // For each run: from its start to its end, all queues together, failures and repairs.
    drawStrip() {
      const { ns, name } = this.data.unit;
      const most = Math.max(...this.shown.map((i) => Math.max(...this.runs[i].total)), 1);
      const rows = this.shown.map((index, row) => {
        const run = this.runs[index];
        const base = 32 + 34 * row;
        const points = run.times.map((t, s) => `${this.x(t).toFixed(1)},${(base - (28 * run.total[s]) / most).toFixed(1)}`);
        const area = `M${this.x(0)},${base}L${points.join("L")}L${this.x(run.last).toFixed(1)},${base}Z`;
        const ticks = run.faults.flatMap(([, kind, from, to]) => [[kind, from], ["repair", to]])
          .filter(([, t]) => t !== null).map(([kind, t]) => `${kind === "repair" ? "repair" : "fault"} ${this.x(t).toFixed(1)}`);
        const lines = [...new Set(ticks)].slice(0, 400).map((tick) => {
          const [kind, x] = tick.split(" ");
          return `<path class="${kind}" d="M${x},${base}v-28"/>`;
        });
        const starts = run.spans.slice(1, 41).map(([t]) => `<path class="begin" d="M${this.x(t).toFixed(1)},${base}v-6"/>`);
        const end = run.end === null ? run.last : run.end;
        const stop = run.end === null ? "" : `<path class="end" d="M${this.x(end).toFixed(1)},${base + 2}v-30"/>`;
        return `<g style="color:${run.colour}"><path class="area" d="${area}"/>
          <rect class="span" x="${this.x(run.start).toFixed(1)}" y="${base - 1}" width="${Math.max(1, this.x(end) - this.x(run.start)).toFixed(1)}" height="3"/>
          ${starts.join("")}${lines.join("")}<path class="end" d="M${this.x(run.start).toFixed(1)},${base + 2}v-30"/>${stop}
          <text class="name" x="980" y="${base - 17}" text-anchor="end">${escape(run.strategy)}</text></g>`;
      });
      const rough = this.span / ns / 6;
      const power = 10 ** Math.floor(Math.log10(rough));
      const step = [1, 2, 5, 10].map((f) => f * power).find((f) => f >= rough);
      const low = 32 + 34 * (this.shown.length - 1);
      const axis = [];
      for (let i = Math.ceil(this.from / ns / step); i * step * ns <= this.from + this.span; i++) {
        const x = this.x(i * step * ns);
        const text = `${Number((i * step).toPrecision(6))}${axis.length ? "" : ` ${name}`}`;
        axis.push(`<path class="tick" d="M${x.toFixed(1)},${low + 2}v4"/><text x="${x.toFixed(1)}" y="${low + 18}" text-anchor="${x > 960 ? "end" : x < 40 ? "start" : "middle"}">${text}</text>`);
      }
      this.box.querySelector(".strip").innerHTML = `${rows.join("")}${axis.join("")}<path class="cursor" d="M0,2V${low + 4}"/>`;
    }

    seek(time) {
      this.time = Math.max(0, Math.min(this.end, time));
      if (this.time < this.from) this.turn(this.time - 0.9 * this.span);
      else if (this.time > this.from + this.span) this.turn(this.time - 0.1 * this.span);
      this.slider.value = this.time;
      const text = `${(this.time / this.data.unit.ns).toFixed(2)} ${this.data.unit.name}`;
      this.slider.setAttribute("aria-valuetext", text);
      this.clock.textContent = text;
      this.box.querySelector(".cursor").setAttribute("transform", `translate(${this.x(this.time).toFixed(1)} 0)`);
      this.panels.forEach((panel, i) => panel.show(this.runs[this.shown[i]], this.time, this.quantity));
    }

    play(on) {
      this.playing = on;
      this.button.textContent = on ? "❚❚ pause" : "▶ play";
      if (!on) return;
      if (this.time >= this.end) this.seek(0);
      let before = performance.now();
      const frame = (now) => {
        if (!this.playing) return;
        const seconds = Number(this.box.querySelector(".speed").value);
        this.seek(this.time + ((now - before) / 1000 / seconds) * this.span);
        before = now;
        if (this.time >= this.end) this.play(false);
        else requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    }
  }

  for (const box of document.querySelectorAll(".motion")) box.motion = new Motion(box);
})();
