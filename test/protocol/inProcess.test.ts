import { protocolCases } from './cases';
import { settingsCases } from './settingsCases';

protocolCases('in-process');
settingsCases('in-process');
