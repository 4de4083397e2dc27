/** Loaded before a process of ours (`--import`): its clock is `CLOCK_SHIFT_MS` ahead of the machine's. */
const shiftMs = Number(process.env['CLOCK_SHIFT_MS']);
const MachineDate = Date;

globalThis.Date = new Proxy(MachineDate, {
  construct: (target, parts: [], as: typeof Date): Date =>
    Reflect.construct(target, parts.length === 0 ? [target.now() + shiftMs] : parts, as),
  get: (target, name): unknown => (name === 'now' ? () => target.now() + shiftMs : Reflect.get(target, name)),
});
