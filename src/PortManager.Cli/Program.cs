using PortManager.Cli;
using PortManager.Cli.Native;
using PortManager.Cli.Processes;

StandardDescriptors.Open();
UnhandledErrors.Explain();
return await CommandLine.RunAsync(ProgramName.Own, args);
