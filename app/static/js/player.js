// Runs a session. Where it stands is an instant and a step, kept on this device, so a locked screen, a reload or a lost
// network changes nothing: the clock is computed from the time of day, never counted.
const AWAY_MS = 120_000; // gone for longer, and the clock has stood still since
const BLINK_MS = 200;
const SIDES = { left: "Left side", right: "Right side", both: "" };
const FULL_ENOUGH = 0.9; // of a timed step, to count as done when somebody moves on

export function bind(form) {
  const find = (what) => form.querySelector(what);
  const screens = Object.fromEntries([...form.querySelectorAll("[data-screen]")].map((one) => [one.dataset.screen, one]));
  const run = screens.run;
  const dialog = find("[data-hurts]");
  const steps = [...document.querySelectorAll("[data-steps] li")].map(read);
  const places = 1 + Math.max(...steps.map((step) => step.place));
  const rounds = Math.max(...steps.map((step) => step.round));
  const shelf = `plinth-session-${form.dataset.player}`;
  const sound = new Sound();
  let state = recall() ?? fresh();
  let awake = null;
  let lastBeep = "";
  let lastPart = "";
  let drawn = "";

  find("[data-needs-script]").hidden = false;
  if (state.hasBegun) {
    keepBefore(state.before);
    if (state.at >= steps.length) finish();
    else show("run");
    draw();
  }
  setInterval(tick, BLINK_MS);
  document.addEventListener("visibilitychange", () => (document.hidden ? keep() : (tick(), stayAwake())));
  window.addEventListener("pagehide", keep);
  form.addEventListener("change", ({ target }) => target.name === "pain_before" && ((state.before = target.value), keep()));
  dialog.addEventListener("cancel", () => act("carry-on"));
  form.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-act]");
    if (button) act(button.dataset.act, button);
  });
  document.addEventListener("keydown", (event) => {
    if (run.hidden || dialog.open || event.target.closest("button, a, input, select, textarea, summary")) return;
    const name = { " ": "pause", ArrowLeft: "back", ArrowRight: "next" }[event.key];
    if (!name) return;
    event.preventDefault();
    act(name);
  });

  function fresh() {
    return { hasBegun: false, at: 0, began: 0, spent: 0, extra: 0, isPaused: false, seen: 0, done: [], out: {}, before: "" };
  }

  function recall() {
    try {
      const kept = JSON.parse(localStorage.getItem(shelf));
      return kept && kept.at <= steps.length ? kept : null;
    } catch {
      return null;
    }
  }

  function keep() {
    state.seen = Date.now();
    try {
      localStorage.setItem(shelf, JSON.stringify(state));
    } catch {
      // A full or closed store costs the place after a reload, nothing else.
    }
  }

  function keepBefore(value) {
    if (value !== "") find(`[name="pain_before"][value="${value}"]`)?.click();
  }

  function spent() {
    return state.spent + (state.isPaused ? 0 : Math.max(0, Date.now() - state.began));
  }

  function length(step) {
    return (step.seconds + state.extra) * 1000;
  }

  function act(name, button) {
    if (name === "start") return start();
    if (name === "sound") return hush(button);
    if (name === "pause") return state.isPaused ? goOn() : pause();
    if (name === "next") return leave(isAsGoodAsDone());
    if (name === "ready") return leave(false);
    if (name === "back") return back();
    if (name === "more") return (state.extra += 10), settle();
    if (name === "again") return moveTo(0);
    if (name === "hurts") return hurts();
    if (name === "ease") return part("ease", steps[state.at].place);
    if (name === "carry-on") return dialog.close(), part("ease", -1), goOn();
    if (name === "leave-out") return dialog.close(), leaveOut(button.dataset.reason);
  }

  function start() {
    state.hasBegun = true;
    sound.unlock();
    show("run");
    moveTo(0);
    stayAwake();
  }

  function hush(button) {
    sound.isOn = !sound.isOn;
    button.setAttribute("aria-pressed", String(sound.isOn));
  }

  function pause() {
    state.spent = spent();
    state.isPaused = true;
    say("Paused");
    letSleep();
    settle();
  }

  function goOn() {
    if (state.isPaused) {
      state.began = Date.now();
      state.isPaused = false;
      sound.unlock();
      stayAwake();
    }
    settle();
  }

  function hurts() {
    if (!state.isPaused) pause();
    dialog.showModal();
  }

  function leaveOut(reason) {
    const { place } = steps[state.at];
    state.out[place] = reason;
    leave(false);
  }

  function isAsGoodAsDone() {
    const step = steps[state.at];
    return step.act === "work" && (step.isCounted || spent() >= length(step) * FULL_ENOUGH);
  }

  function leave(isDone, late = 0) {
    if (isDone && !state.done.includes(state.at)) state.done.push(state.at);
    const next = steps.findIndex((step, at) => at > state.at && !(step.place in state.out));
    moveTo(next < 0 ? steps.length : next, late);
  }

  function back() {
    const isPassedOver = (at) => at > 0 && (steps[at].act !== "work" || steps[at].place in state.out);
    let to = state.at;
    if (steps[to].act !== "work" || spent() < 3000) to -= 1;
    while (isPassedOver(to)) to -= 1;
    to = Math.max(0, to);
    state.done = state.done.filter((one) => one < to);
    moveTo(to);
  }

  // `late` is how long ago the step should have begun: after a locked screen the steps in between have passed.
  function moveTo(at, late = 0) {
    Object.assign(state, { at, began: Date.now() - late, spent: 0, extra: 0, isPaused: false });
    if (at >= steps.length) return finish();
    if (run.hidden) show("run");
    announce(steps[at]);
    settle();
  }

  function settle() {
    keep();
    draw();
  }

  // A call, or a phone put away: whoever was gone for long was not exercising.
  function standStillIfAway() {
    if (state.isPaused || Date.now() - state.seen <= AWAY_MS) return;
    state.spent += Math.max(0, state.seen - state.began);
    state.isPaused = true;
    letSleep();
  }

  function tick() {
    if (!state.hasBegun || state.at >= steps.length || run.hidden) return;
    standStillIfAway();
    for (let step = steps[state.at]; step && !state.isPaused && spent() >= length(step); step = steps[state.at]) {
      leave(step.act === "work", spent() - length(step));
    }
    if (state.at >= steps.length) return;
    if (!state.isPaused) {
      countDown();
      callPart(steps[state.at]);
      keep();
    }
    draw();
  }

  function countDown() {
    const left = Math.ceil((length(steps[state.at]) - spent()) / 1000);
    const name = `${state.at}:${left}`;
    if (left < 1 || left > 3 || name === lastBeep) return;
    lastBeep = name;
    sound.beep(660, 0.09);
  }

  function callPart(step) {
    const words = step.act === "work" && step.parts.length ? partOf(step).split(" ")[0] : "";
    if (words && words !== lastPart) {
      sound.beep(words === "Press" ? 740 : 590, 0.22);
      navigator.vibrate?.(120);
      say(words);
    }
    lastPart = words;
  }

  function announce(step) {
    const next = names()[step.place];
    const words = { work: `${SIDES[step.side] || next}, ${step.seconds} seconds`, switch: "Switch sides", change: `Next: ${next}` };
    say(words[step.act]);
    sound.beep(step.act === "work" ? 880 : 520, step.act === "work" ? 0.35 : 0.18);
    navigator.vibrate?.(step.act === "work" ? 300 : [150, 100, 150]);
  }

  function names() {
    return [...form.querySelectorAll('[data-part="name"] h2')].map((one) => one.textContent);
  }

  function say(words) {
    find("[data-say]").textContent = words;
  }

  function draw() {
    const step = steps[state.at];
    if (!step) return;
    const left = Math.max(0, Math.ceil((length(step) - spent()) / 1000));
    const isTurn = step.act === "switch";
    run.dataset.side = step.act === "work" ? step.side : "";
    run.classList.toggle("turn", isTurn);
    run.classList.toggle("is-paused", state.isPaused);
    find('[data-foot="work"]').hidden = step.act !== "work" && !state.isPaused;
    find('[data-foot="turn"]').hidden = step.act === "work" || state.isPaused;
    find("[data-place]").textContent = `Exercise ${step.place + 1} of ${places} · round ${step.round} of ${rounds}`;
    find("[data-timer]").textContent = step.act === "work" ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : left;
    find("[data-side-words]").textContent = step.act === "change" ? "Get ready" : SIDES[step.side];
    find("[data-word]").textContent = step.act === "work" ? partOf(step) : "";
    const [from, to] = find("[data-handover]").querySelectorAll("s, strong");
    [from.textContent, to.textContent] = step.side === "right" ? ["Left", "Right"] : ["Right", "Left"];
    for (const one of form.querySelectorAll("[data-of]:not([data-part='ease'])")) {
      const wanted = { cue: step.act === "work", setup: step.act === "change" }[one.dataset.part] ?? true;
      one.hidden = Number(one.dataset.of) !== step.place || !wanted;
    }
    const share = Math.min(100, (100 * spent()) / length(step));
    const both = step.act !== "work" || step.side === "both";
    ring("left", both || step.side === "left" ? share : step.side === "right" ? 100 : 0);
    ring("right", both || step.side === "right" ? share : 0);
    bar();
  }

  function ring(side, share) {
    find(`.run.${side}`).setAttribute("stroke-dasharray", share < 0.5 ? "0 200" : `${share} 200`);
  }

  function partOf(step) {
    let at = spent() / 1000;
    for (const { words, seconds } of step.parts) {
      if (at < seconds) return `${words} ${Math.ceil(seconds - at)}`;
      at -= seconds;
    }
    return step.isCounted ? "Count for yourself. The time is what it usually takes." : "";
  }

  function part(name, place) {
    for (const one of form.querySelectorAll(`[data-part="${name}"]`)) one.hidden = Number(one.dataset.of) !== place;
  }

  function bar() {
    const now = `${state.at}|${state.done}|${Object.keys(state.out)}`;
    if (now === drawn) return;
    drawn = now;
    const marks = [];
    const works = steps.map((step, at) => ({ ...step, at })).filter((step) => step.act === "work");
    works.forEach((step, number) => {
      if (number && works[number - 1].round !== step.round) marks.push(mark("gap"));
      const isHere = step.at === state.at || (steps[state.at].act !== "work" && step.at === state.at + 1);
      const name = isHere ? "here" : state.done.includes(step.at) ? "done" : step.place in state.out ? "out" : "";
      marks.push(mark(name));
    });
    const place = find("[data-bar]");
    place.replaceChildren(...marks);
    place.classList.toggle("many", works.length > 24);
    place.setAttribute("aria-label", `${state.done.length} of ${works.length} steps done`);
  }

  function mark(name) {
    const one = document.createElement("i");
    if (name) one.className = name;
    return one;
  }

  function finish() {
    keep();
    letSleep();
    const works = steps.filter((step) => step.act === "work");
    const isWhole = state.done.length === works.length;
    find("[data-summary]").textContent = isWhole
      ? "Everything is done. Two taps, and it is saved."
      : `${state.done.length} of ${works.length} steps are done. Check below, then save.`;
    choose(`[name="whole"][value="${isWhole ? "all" : "some"}"]`);
    if (!isWhole) fillLines();
    show("end");
    find("[data-end-title]").focus();
    sound.beep(880, 0.5);
  }

  function fillLines() {
    const units = {};
    const reasons = {};
    steps.forEach((step, at) => {
      if (step.act !== "work") return;
      units[step.key] = (units[step.key] ?? 0) + (state.done.includes(at) ? 1 : 0);
      reasons[step.key] = state.out[step.place] ?? "";
    });
    for (const [key, number] of Object.entries(units)) {
      choose(`[name="done_${key}"][value="${number}"]`);
      const reason = find(`[name="reason_${key}"]`);
      if (reason && number < steps.filter((step) => step.key === key).length) reason.value = reasons[key];
    }
  }

  function choose(what) {
    const one = find(what);
    if (one && !one.checked) one.click();
  }

  function show(name) {
    for (const [key, screen] of Object.entries(screens)) screen.hidden = key !== name;
    scrollTo(0, 0);
  }

  async function stayAwake() {
    if (state.isPaused || run.hidden || document.hidden) return;
    try {
      awake ??= await navigator.wakeLock?.request("screen");
      awake?.addEventListener("release", () => (awake = null));
    } catch {
      // Refused on low battery: the clock goes on all the same.
    }
  }

  function letSleep() {
    awake?.release();
  }
}

function read({ dataset }) {
  return {
    act: dataset.act,
    place: Number(dataset.place),
    round: Number(dataset.round),
    side: dataset.side,
    seconds: Number(dataset.seconds),
    key: dataset.key,
    isCounted: "counted" in dataset,
    parts: (dataset.parts ?? "").split(",").filter(Boolean).map((part) => {
      const [words, seconds] = part.split(" ");
      return { words, seconds: Number(seconds) };
    }),
  };
}

class Sound {
  isOn = true;
  context = null;

  // Browsers let a page sound only after a press.
  unlock() {
    this.context ??= window.AudioContext ? new AudioContext() : null;
    this.context?.resume();
  }

  beep(pitch, seconds) {
    if (!this.isOn || this.context?.state !== "running") return;
    const tone = this.context.createOscillator();
    const volume = this.context.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.25, this.context.currentTime);
    volume.gain.exponentialRampToValueAtTime(0.001, this.context.currentTime + seconds);
    tone.connect(volume).connect(this.context.destination);
    tone.start();
    tone.stop(this.context.currentTime + seconds);
  }
}
