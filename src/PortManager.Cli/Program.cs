using PortManager.Cli;
using PortManager.Cli.Names;
using PortManager.Cli.Native;

StandardDescriptors.Open();
return await CommandLine.RunAsync(ProgramName.Own, args);
