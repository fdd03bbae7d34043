import FoundationEssentials
import Glibc

/// The command `cloud-init` of version 22.4.2: `status` and `--version`.
enum CloudInitCommand {
    static func run(_ arguments: [String]) throws -> Int32 {
        switch arguments.first {
        case "--version", "-v":
            printLine("/usr/bin/cloud-init 22.4.2")
            return 0
        case "status":
            return try status(Array(arguments.dropFirst()))
        default:
            printError("cloud-init: the simulator knows status and --version")
            return 2
        }
    }

    private static func status(_ options: [String]) throws -> Int32 {
        var isJSON = false
        var waits = false
        var isLong = false
        var rest = options[...]
        while let option = rest.popFirst() {
            switch option {
            case "--wait", "-w": waits = true
            case "--long", "-l": isLong = true
            case "--format=json": isJSON = true
            case "--format=tabular": isJSON = false
            case "--format":
                guard let format = rest.popFirst(), ["json", "tabular"].contains(format) else {
                    return usage(option)
                }
                isJSON = format == "json"
            default: return usage(option)
            }
        }
        var report = CloudInitReport(
            try CloudInitStatus.current(), resultExists: File.exists(CloudInitStatus.resultFile))
        while waits, report.isUnfinished {
            if !isJSON { writeAll(".", to: STDOUT_FILENO) }
            pause(.milliseconds(250))
            report = CloudInitReport(
                try CloudInitStatus.current(), resultExists: File.exists(CloudInitStatus.resultFile))
        }
        let text = isJSON ? try report.json() : (waits ? "\n" : "") + report.table(isLong: isLong)
        printLine(text)
        return report.status == "error" ? 1 : 0
    }

    private static func usage(_ option: String) -> Int32 {
        printError("usage: cloud-init status [--format {json,tabular}] [--long] [--wait]")
        printError("cloud-init status: error: \(option) is not understood")
        return 2
    }
}
