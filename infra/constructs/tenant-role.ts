import { ArnPrincipal, CompositePrincipal, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import { ID_PREFIXES } from '../../shared/contracts/ids.ts'
import type { Relaxations } from '../config/local.ts'
import type { DataStack } from '../stacks/data-stack.ts'
import { ITEM_ACTIONS, onlyPartitions } from './item-access.ts'
import type { VestibuleFunction } from './vestibule-function.ts'

/** Properties of {@link TenantRole}. */
export interface TenantRoleProps {
  readonly data: DataStack
  readonly relaxations: Relaxations
  /** The tenant-facing functions; nobody else may assume the role. */
  readonly trusted: readonly VestibuleFunction[]
}

const TAG = 'portfolioId'
const TENANT = `\${aws:PrincipalTag/${TAG}}`

/**
 * The role that tenant-facing functions assume for one portfolio at a time, named by the session tag `portfolioId`: it
 * reaches only partitions that begin with `PF#<portfolioId>#` and evidence under `<portfolioId>/`.
 */
export class TenantRole extends Construct {
  readonly role: Role

  constructor(scope: Construct, id: string, props: TenantRoleProps) {
    super(scope, id)
    const { data, relaxations, trusted } = props
    this.role = new Role(this, 'Role', {
      description: 'Reach of one portfolio: assumed with the session tag portfolioId',
      assumedBy: new CompositePrincipal(...trusted.map((fn) => new ArnPrincipal(roleArn(fn))))
        // No session without a portfolio, and none for the registry, which is no portfolio.
        .withConditions({ StringLike: { [`aws:RequestTag/${TAG}`]: `${ID_PREFIXES.portfolio}_*` } })
        .withSessionTags(),
    })
    this.#allow(data, relaxations.rolesWithoutTenantConditions)
    for (const fn of trusted) {
      fn.allow(['sts:AssumeRole', 'sts:TagSession'], [this.role.roleArn])
      fn.tell('TENANT_ROLE_ARN', this.role.roleArn)
      fn.tell('TABLE_NAME', data.table.tableName)
    }
  }

  #allow(data: DataStack, withoutConditions: boolean): void {
    const prefix = withoutConditions ? '*' : `${TENANT}/*`
    const statements = [
      new PolicyStatement({
        sid: 'OwnItems',
        actions: ITEM_ACTIONS,
        resources: data.itemArns,
        ...(withoutConditions ? {} : { conditions: onlyPartitions(`PF#${TENANT}#*`) }),
      }),
      new PolicyStatement({
        sid: 'OwnEvidence',
        actions: ['s3:GetObject', 's3:PutObject'],
        resources: [data.evidence.arnForObjects(prefix)],
      }),
    ]
    for (const statement of statements) this.role.addToPolicy(statement)
    data.grantTableKey(this.role)
  }
}

const roleArn = (fn: VestibuleFunction): string => {
  if (!fn.role) throw new Error('a function of ours has a role of its own')
  return fn.role.roleArn
}
