// holdfast-dashboard: what `holdfast dashboard` starts. README.md in this folder says what the page shows and who can see it.

using Holdfast.Dashboard;

return await DashboardProgram.RunAsync(args);
