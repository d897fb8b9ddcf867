// A form that comes back with faults may lie below the fold: the first fault is brought into view,
// and what is typed next mends it.
export function startFaults() {
  document.querySelector('main [aria-invalid="true"]')?.focus();
}
