import { serve } from '../../shared/ipc/server.ts';
import { dataContract } from './contracts.ts';
import { dataHandlers } from './dataHandlers.ts';
import { giveWayToTraining } from './process/giveWay.ts';
import { processPort } from './process/processPort.ts';

/** Entry of the data process: reads files into data set versions, makes versions, looks rows up and writes them for others. */
serve(processPort(), dataContract, { data: dataHandlers(giveWayToTraining) }, null, (error) => console.error(error));
