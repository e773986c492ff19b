WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
builder.Services.AddPortManager(builder.Configuration.GetSection("PortManager"));
builder.Services.AddAdvertisedService("ScalerDisplay");
builder.Services.AddHealthChecks().AddPortManager();
WebApplication app = builder.Build();
app.MapGet("/", () => "17 counts/s");
app.MapHealthChecks("/healthz");
app.Run();
