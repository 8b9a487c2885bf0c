import { Duration, Stack, type StackProps } from 'aws-cdk-lib'
import { Architecture, type Code } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'
import { VestibuleFunction, type Workshop } from '../constructs/vestibule-function.ts'
import type { DataStack } from './data-stack.ts'

/** Properties of {@link LabelsStack}. */
export interface LabelsStackProps extends StackProps {
  readonly workshop: Workshop
  readonly data: DataStack
  /** The label reader with its models and native libraries. */
  readonly code: Code
}

/** Reads pictures of labels: big and slow beside all else, so it is a function of its own that the API calls. */
export class LabelsStack extends Stack {
  readonly reader: VestibuleFunction

  constructor(scope: Construct, id: string, props: LabelsStackProps) {
    super(scope, id, props)
    this.reader = new VestibuleFunction(this, 'ReadLabel', {
      workshop: props.workshop,
      entry: 'functions/labels/read-label.ts',
      description: 'Barcodes and text of a picture of a shipping label',
      code: props.code,
      // Its native libraries are those that npm ci brings on the machine that deploys; docs/adr/0004-label-function.md.
      architecture: Architecture.X86_64,
      // One whole processor, which is what one reading uses: more would be paid for and stand idle.
      memorySize: 1769,
      timeout: Duration.seconds(60),
    })
    props.data.grantReadEvidence(this.reader)
  }

  /** Lets a function have a label read. */
  grantRead(fn: VestibuleFunction): void {
    fn.allow(['lambda:InvokeFunction'], [this.reader.functionArn])
    fn.tell('LABEL_READER_FUNCTION', this.reader.functionName)
  }
}
