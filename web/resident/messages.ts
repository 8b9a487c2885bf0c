const plural = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`

/** English texts of the resident's page. */
export const t = {
  loading: 'Looking for your packages',
  hello: (name: string) => `Hello ${name}`,
  waiting: (n: number, room: string) =>
    n === 0
      ? `Nothing is waiting for you in ${room}.`
      : `${plural(n, 'package waits', 'packages wait')} for you in ${room}.`,
  code: 'Your code for the door',
  codeReady: 'Type it on the keypad at the door.',
  codeUntil: (at: string) => `Good until ${at}`,
  codeWait: 'Not yet confirmed',
  codeWaitHint: 'The door has not confirmed this code yet, so it may not open. This page shows when it does.',
  codeNone: 'There is no code for you now.',
  codeNoneHint: 'You get one with your next package. If something is missing, ask the office of your building.',
  packages: 'Packages',
  arrived: (at: string) => `Arrived ${at}`,
  zone: (zone: string) => `Shelf ${zone}`,
  tail: (tail: string) => `ending in ${tail}`,
  aPackage: 'A package',
  photo: (name: string) => `Photo: ${name}`,
  confirm: 'I have it',
  confirmOf: (name: string) => `I have it: ${name}`,
  taken: (at: string) => `You took it ${at}`,
  atDesk: 'Being looked at by the office. You are told when it is ready.',
  returned: 'Went back to the sender',
  confirmed: 'Thank you. Marked as picked up.',
  expiredTitle: 'This link has expired',
  expired:
    'Open the link in the newest message about your packages. If you have none, ask the office of your building.',
  noLinkTitle: 'This link is not complete',
  noLink: 'Open the link in the message again, or copy the whole of it.',
  failedTitle: 'That did not work',
  failed: 'Check your connection and try again.',
  notInRoom: 'This package is not in the room any more. If you did not take it, tell the office of your building.',
  retry: 'Try again',
  stale: (at: string) => `Not up to date: read at ${at}. Trying again.`,
  footer: 'Vestibule keeps a record of every package and visit in this room.',
} as const
