/**
 * The certificate authorities by which devices know the broker, from their address; fetched once per process. A failure is not
 * kept.
 */
export const makeDeviceCa = (url: string) => {
  let kept: Promise<string> | undefined
  const read = async () => {
    const response = await fetch(url)
    const text = await response.text()
    if (!response.ok || !text.includes('BEGIN CERTIFICATE'))
      throw new Error(`no certificate at ${url}: ${response.status}`)
    return text
  }
  return (): Promise<string> => {
    kept ??= read()
    kept.catch(() => {
      kept = undefined
    })
    return kept
  }
}
