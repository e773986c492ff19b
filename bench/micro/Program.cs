using BenchmarkDotNet.Running;

BenchmarkSwitcher.FromAssembly(typeof(PortManager.Micro.CodecBenchmarks).Assembly).Run(args);
