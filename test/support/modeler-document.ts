/** Gives the Modeler's packages the window and document they expect; to be imported before them. */
import { JSDOM, VirtualConsole } from 'jsdom';

/** Its console stays unread: it only says that there is no canvas to measure texts with. */
const { window } = new JSDOM('', { virtualConsole: new VirtualConsole() });
Object.assign(globalThis, { window, document: window.document });
