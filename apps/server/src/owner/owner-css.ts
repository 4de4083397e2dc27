/** The look of the owner's pages; the same colours as the till's. */
export const ownerCss = `
:root { color-scheme: light dark; --accent: light-dark(#0a6652, #6fd3b8); --line: light-dark(#d5dcda, #3b4644);
  --ground: light-dark(#f6f8f7, #141a19); --paper: light-dark(#fff, #1d2524); --ink: light-dark(#16211f, #e8efed);
  --bad: light-dark(#a3261b, #ff9d92); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 0 0 .5rem; }
section { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 1rem; margin: 1rem 0; }
label { display: grid; gap: .25rem; font-weight: 600; }
input, select { font: inherit; padding: .6rem .7rem; min-height: 44px; border: 1px solid var(--line); border-radius: 8px;
  background: var(--paper); color: inherit; width: 100%; font-weight: 400; }
button, a.button { font: inherit; font-weight: 600; min-height: 44px; padding: .55rem 1rem; border-radius: 8px;
  border: 1px solid var(--accent); background: var(--paper); color: var(--accent); text-decoration: none;
  display: inline-flex; align-items: center; justify-content: center; cursor: pointer; }
button.first { background: var(--accent); color: light-dark(#fff, #10201c); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
form.row { display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: .75rem; align-items: end; }
form.inline { display: flex; gap: .5rem; }
table { width: 100%; border-collapse: collapse; }
td { border-top: 1px solid var(--line); padding: .5rem .25rem; overflow-wrap: anywhere; }
td:last-child { text-align: right; }
p.buttons { display: flex; flex-wrap: wrap; gap: .5rem; }
p { margin: .25rem 0 .75rem; }
.hint { opacity: .8; }
.bad { color: var(--bad); font-weight: 600; }
.good { color: var(--accent); font-weight: 600; }
`;
