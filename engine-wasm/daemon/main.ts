import { sys } from '../sys/quickjs.ts'; console.error('hi', sys.processes.argv[0], sys.clock.timestamp()); sys.processes.spawn({path:'/bin/echo', argv:['echo','x']}); throw new Error('boom');
