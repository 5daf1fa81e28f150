package cli

func exportCommand() command { return command{name: "export"} }
