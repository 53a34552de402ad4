import { z } from 'zod';
import { commandDefinitions } from '../../server/src/protocol/commands';
import type { CommandDefinition } from '../../server/src/protocol/commands';
import { settingDefinitions } from '../../server/src/protocol/settings';

/** The parts of package.json that follow from the protocol's tables. */
export interface GeneratedContributions {
  readonly commands: readonly object[];
  readonly commandPalette: readonly object[];
  readonly configuration: object;
  readonly restrictedConfigurations: readonly string[];
}

const category = 'Aligner';

function commandContributions(): readonly object[] {
  return Object.entries(commandDefinitions as Readonly<Record<string, CommandDefinition>>).map(
    ([command, { title, icon, enablement }]) => ({
      command,
      title,
      category,
      ...(icon === undefined ? {} : { icon }),
      ...(enablement === undefined ? {} : { enablement }),
    }),
  );
}

function paletteContributions(): readonly object[] {
  return Object.entries(commandDefinitions as Readonly<Record<string, CommandDefinition>>).flatMap(
    ([command, { palette }]) =>
      palette === undefined ? [] : [{ command, when: palette === false ? 'false' : palette }],
  );
}

/** A setting's JSON schema as the settings editor reads it; zod's bounds for "any integer" are left out. */
function schemaOf(schema: z.ZodType): Readonly<Record<string, unknown>> {
  const { minimum, maximum, ...described } = z.toJSONSchema(schema, { io: 'input' });
  const { $schema: _dialect, ...rest } = described;
  const bound = (value: unknown): value is number =>
    typeof value === 'number' && Number.isSafeInteger(value * 1000);
  return {
    ...rest,
    ...(bound(minimum) ? { minimum } : {}),
    ...(bound(maximum) ? { maximum } : {}),
  };
}

function configuration(): object {
  const properties = Object.entries(settingDefinitions).map(([key, definition], order) => [
    `aligner.${key}`,
    {
      ...schemaOf(definition.schema),
      scope: definition.scope,
      order,
      markdownDescription: definition.description,
      ...('enumDescriptions' in definition ? { markdownEnumDescriptions: definition.enumDescriptions } : {}),
    },
  ]);
  return { title: 'Aligner', properties: Object.fromEntries(properties) as object };
}

export function generateContributions(): GeneratedContributions {
  return {
    commands: commandContributions(),
    commandPalette: paletteContributions(),
    configuration: configuration(),
    restrictedConfigurations: Object.entries(settingDefinitions)
      .filter(([, definition]) => 'restricted' in definition)
      .map(([key]) => `aligner.${key}`),
  };
}
