using PortManager.Cli;
using PortManager.Cli.Native;
using PortManager.Cli.Processes;

StandardDescriptors.Open();
return await CommandLine.RunAsync(ProgramName.Own, args);
