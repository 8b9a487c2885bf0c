import { useEffect } from 'react'

/** What is needed of a paged read to show it as a list. */
export interface Rows<T> {
  readonly data: { readonly pages: readonly { readonly items: readonly T[] }[] } | undefined
  readonly error: unknown
  readonly refetch: () => unknown
  readonly hasNextPage: boolean
  readonly isFetchingNextPage: boolean
  readonly fetchNextPage: () => unknown
}

/** A filter that meets little may give many empty pages: so many are read by themselves, then a person says whether to go on. */
const EMPTY_PAGES = 10

/** Reads on by itself while a list has shown nothing yet; true while it does, or is about to. */
export const useReadOn = <T>(rows: Rows<T>): boolean => {
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = rows
  const pages = data?.pages ?? []
  const readsOn = !error && hasNextPage && pages.length < EMPTY_PAGES && pages.every(({ items }) => items.length === 0)
  useEffect(() => {
    if (readsOn && !isFetchingNextPage) void fetchNextPage()
  }, [readsOn, isFetchingNextPage, fetchNextPage])
  return readsOn
}
