using PortManager.Plots;

if (args is not [var file, var folder])
{
    Console.Error.WriteLine("usage: Plots FIGURES.csv FOLDER");
    return 2;
}

Figures figures = Figures.Read(file);
Directory.CreateDirectory(folder);
CostBySize.Save(figures, "CPU a request, microseconds", "processor time a request of the server, in microseconds", Path.Combine(folder, "cpu-by-number-held.png"));
CostBySize.Save(figures, "rate", "requests a second", Path.Combine(folder, "rate-by-number-held.png"));
CostOfPeers.Save(figures, Path.Combine(folder, "cpu-of-peers.png"));
Latencies.Save(figures, Path.Combine(folder, "latencies.png"));
return 0;
