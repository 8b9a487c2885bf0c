const specialLetters: Record<string, string> = {
  ø: 'o',
  ł: 'l',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
}

const titles = new Set('MR MRS MS MISS DR PROF SIR MADAM HERR FRAU MEVR DHR SR SRA DON DONA MX REV'.split(' '))
const suffixes = new Set(['JR', 'SR', 'II', 'III', 'IV', 'ESQ', 'MD', 'PHD'])

/** Words before a name that say that it is one. */
const forewords =
  /^(?:ATTN|ATTENTION|ATT|ATN|C\/O|CARE OF|CO|CONTACT|KONTAKT|NAME|KONTAKTPERSON|Z\.? ?HD\.?|TAV|T\.A\.V\.)\s*[.:]?\s+|^(?:ATTN|CONTACT|KONTAKT|NAME)\s*[.:]\s*/i

/** Text in capitals A to Z and digits with single spaces: accents, apostrophes and hyphens inside words are dropped. */
export function plainCapitals(text: string): string {
  return text
    .toLowerCase()
    .replace(/[øłßæœđðþı]/g, (letter) => specialLetters[letter] as string)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/['’`´-]/g, '')
    .replace(/[^A-Z0-9&#]+/g, ' ')
    .trim()
}

/** A line without the words that only announce a name: Attn, Contact, c/o. */
export const withoutForewords = (text: string): string =>
  text.trim().replace(forewords, '').replace(forewords, '').trim()

/** The words of a name without titles and forewords ("Attn:", "Mr"). */
export function nameWords(text: string): string[] {
  const words = plainCapitals(withoutForewords(text))
    .split(' ')
    .filter((word) => word !== '')
  const from = words.length > 1 && titles.has(words[0] as string) ? 1 : 0
  // A zero that stands alone is the initial O.
  return words.slice(from).map((word) => (word === '0' ? 'O' : word))
}

/** Whether a word only follows a name, like Jr. */
export const isNameSuffix = (word: string) => suffixes.has(word)

/**
 * The shape of a squashed name in which letters that print alike are one: 0 O Q, 1 I L, 5 S, 8 B, RN M, VV W.
 * Two different names rarely share a shape; a misread letter usually keeps it.
 */
export const nameShape = (squashed: string): string =>
  squashed
    .replace(/[0Q]/g, 'O')
    .replace(/[1L|]/g, 'I')
    .replace(/5/g, 'S')
    .replace(/8/g, 'B')
    .replace(/2/g, 'Z')
    .replace(/6/g, 'G')
    .replace(/RN/g, 'M')
    .replace(/VV/g, 'W')

/** The number of letters to insert, drop or exchange between two words, given up above `most`. */
export function editDistance(a: string, b: string, most = Number.POSITIVE_INFINITY): number {
  if (Math.abs(a.length - b.length) > most) return most + 1
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const cost = Math.min(
        (next[j - 1] as number) + 1,
        (row[j] as number) + 1,
        (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1),
      )
      next.push(cost)
      if (cost < least) least = cost
    }
    if (least > most) return most + 1
    row = next
  }
  return row[b.length] as number
}

const nicknameGroups = `ABIGAIL ABBY GAIL|ALBERT AL BERT|ALEXANDER ALEX AL SASHA XANDER|ALEXANDRA ALEX SANDRA LEXI SASHA|ALEJANDRO ALEX JANDRO|ALFRED FRED AL|ALLISON ALLIE ALI|AMANDA MANDY|ANDREW ANDY DREW|ANGELA ANGIE|ANTHONY TONY|ANTONIO TONY TONO|BARBARA BARB BARBIE|BENJAMIN BEN BENNY BENJI|CAROLINE CARRIE CAROL|CATHERINE CATHY CATE KATE|CHARLES CHARLIE CHUCK CHAZ|CHARLOTTE CHARLIE LOTTIE|CHRISTINE CHRIS CHRISTY TINA|CHRISTINA CHRIS TINA CHRISTY|CHRISTOPHER CHRIS TOPHER KIT|CYNTHIA CINDY|DANIEL DAN DANNY|DANIELLE DANI|DAVID DAVE DAVEY|DEBORAH DEB DEBBIE|DENNIS DENNY|DONALD DON DONNY|DOROTHY DOT DOTTIE|DOUGLAS DOUG|EDUARDO EDDIE LALO|EDWARD ED EDDIE NED TED|ELEANOR ELLIE NORA NELL|ELIZABETH LIZ BETH BETTY ELIZA LIZZIE BETSY LISA|ENRIQUE QUIQUE KIKE|EUGENE GENE|EVELYN EVIE|FRANCES FRAN FRANNIE|FRANCIS FRANK|FRANCISCO PACO PANCHO FRANK CISCO|FRANKLIN FRANK|FREDERICK FRED FREDDY RICK|GABRIEL GABE|GABRIELA GABY GABI|GERALD JERRY GERRY|GREGORY GREG|GUADALUPE LUPE LUPITA|GUILLERMO MEMO|HAROLD HAL HARRY|HENRY HARRY HANK|IGNACIO NACHO|ISABELLA BELLA IZZY ISA|ISABEL ISA BELLA|JACOB JAKE|JACQUELINE JACKIE|JAMES JIM JIMMY JAMIE|JASON JAY|JEFFREY JEFF|JENNIFER JEN JENNY JENN|JESSICA JESS JESSIE|JESUS CHUY|JOHN JACK JOHNNY JON|JONATHAN JON JOHN|JOSE PEPE|JOSEPH JOE JOEY|JOSHUA JOSH|JUDITH JUDY|JULIA JULIE|KATHERINE KATE KATIE KATHY KAT KATY|KATHLEEN KATHY KATE|KENNETH KEN KENNY|KIMBERLY KIM|LAWRENCE LARRY|LEONARD LEN LENNY LEO|LEONARDO LEO|LOUIS LOU LOUIE|LUCAS LUKE|MADISON MADDIE|MARGARET MAGGIE MEG PEGGY MARGE GRETA|MARIA MARI|MATTHEW MATT MATTY|MICHAEL MIKE MICKEY MICK MIKEY|MICHELLE SHELLY|MIGUEL MIKE|MOHAMMED MO|NATALIE NAT|NATHANIEL NATE NATHAN|NATHAN NATE|NICHOLAS NICK NICKY|NICOLE NIKKI NICKI|OLIVER OLLIE|OLIVIA LIV LIVVY|PAMELA PAM|PATRICIA PAT PATTY TRISH TRICIA|PATRICK PAT PADDY|PENELOPE PENNY|PETER PETE|PHILIP PHIL|PHILLIP PHIL|RAYMOND RAY|REBECCA BECKY BECCA|RICHARD RICK DICK RICH RICKY RICHIE|ROBERT BOB ROB BOBBY ROBBIE BERT|ROBERTA BOBBIE ROBBIE BERTA|ROBERTO BETO|RONALD RON RONNIE|ROSE ROSIE|SAMANTHA SAM SAMMY|SAMUEL SAM SAMMY|SANDRA SANDY|SEBASTIAN SEB BASTIAN|SOFIA SOPHIE|SOPHIA SOPHIE|STEPHANIE STEPH|STEPHEN STEVE|STEVEN STEVE|SUSAN SUE SUSIE SUZY|TERESA TERRY TESS|THEODORE TED TEDDY THEO|THERESA TERRY TESS|THOMAS TOM TOMMY|TIMOTHY TIM TIMMY|VALENTINA VAL|VALERIE VAL|VERONICA RONNIE VERO|VICTOR VIC|VICTORIA VICKY TORI VICKI|VINCENT VINNY VINCE|VIRGINIA GINNY GINGER|WALTER WALT WALLY|WILLIAM BILL WILL BILLY WILLY LIAM|ZACHARY ZACH ZACK`

const fullNames = new Map<string, Set<string>>()
for (const group of nicknameGroups.split('|')) {
  const [full, ...short] = group.split(' ') as [string, ...string[]]
  for (const name of [full, ...short]) fullNames.set(name, (fullNames.get(name) ?? new Set()).add(full))
}

/** Whether one given name is a usual short form of the other, or both of a third: Bob and Robert, Bob and Rob. */
export function areNicknames(a: string, b: string): boolean {
  if (a === b) return false
  const [left, right] = [fullNames.get(a), fullNames.get(b)]
  return left !== undefined && right !== undefined && [...left].some((full) => right.has(full))
}

/**
 * Whether a short form that is usual for one given name may as well mean another: Ellie is short for Eleanor, and for Evelyn
 * in some families; Tina for Christina and Martina. Told by the first letter of either, or by the short form inside the name.
 */
export const mayBeCalled = (called: string, usual: string, other: string): boolean =>
  other[0] === called[0] || other[0] === usual[0] || (called.length >= 3 && other.includes(called.slice(0, 3)))
