const actions = (...verbs: string[]) => verbs.map((verb) => `dynamodb:${verb}`)

/** Item actions that only read; there is no scan among them. */
export const READ_ITEMS = actions('GetItem', 'BatchGetItem', 'Query', 'ConditionCheckItem')

/** Item actions that functions use on the table; transactions are authorized as the actions they are made of. */
export const ITEM_ACTIONS = [...READ_ITEMS, ...actions('PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem')]

/**
 * Condition that allows only partitions like one of `patterns` (`*` stands for anything), in the table and in every index. `ForAllValues` holds on
 * an empty set, so a request without keys (a scan) and one with an empty list of keys each need a guard.
 */
export const onlyPartitions = (...patterns: string[]) => ({
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': patterns },
  'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': patterns },
  Null: { 'dynamodb:LeadingKeys': 'false' },
})
