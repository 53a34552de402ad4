import { protocolCases } from './cases';

protocolCases('in-process');
