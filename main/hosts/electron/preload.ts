import { contextBridge, ipcRenderer } from "electron";
import { createSatrielWindow } from "./preload-api.ts";

contextBridge.exposeInMainWorld("satriel", createSatrielWindow(ipcRenderer));
