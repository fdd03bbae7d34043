import FoundationEssentials
import Glibc
import SimulatorFaults

/// Replaces Rachel8: reads its settings as Bun does, checks that everything the real bot needs is there, and then
/// runs until it is stopped. Prints no secret.
enum RachelBot {
    static func run() throws -> Int32 {
        var settings: [String: String] = [:]
        if File.exists(".env") {
            for (name, value) in EnvironmentFile(try File.text(".env")).assignments { settings[name] = value }
        }
        for name in settingNames {
            // The environment takes precedence over the file.
            if let value = getenv(name) { settings[name] = String(cString: value) }
        }
        if MachineBehavior.hasMarker(.serviceExits) {
            return failToStart("it was told to fail")
        }
        if let reason = configurationError(in: settings) {
            return failToStart(reason)
        }
        printLine("Rachel is listening, provider claudecode")
        while true { Glibc.pause() }
    }

    private static let settingNames = ["TELEGRAM_BOT_TOKEN", "OWNER_TELEGRAM_USER_ID", "AI_PROVIDER"]

    private static func failToStart(_ reason: String) -> Int32 {
        printError("Rachel can't start: \(reason)")
        return 1
    }

    /// The first error in the settings, or nil. Names the setting and never its value.
    private static func configurationError(in settings: [String: String]) -> String? {
        guard File.exists("node_modules/grammy") else { return "cannot find package 'grammy'" }
        guard let token = settings["TELEGRAM_BOT_TOKEN"], isToken(token) else {
            return "TELEGRAM_BOT_TOKEN: expected a bot token, such as 123456789:ABCdef..."
        }
        guard let owner = settings["OWNER_TELEGRAM_USER_ID"].flatMap({ Int($0) }), owner > 0 else {
            return "OWNER_TELEGRAM_USER_ID: expected a positive integer"
        }
        guard settings["AI_PROVIDER"] == "claudecode" else {
            return "AI_PROVIDER: expected claudecode, the default codex is not signed in"
        }
        return credentialsError()
    }

    private static func isToken(_ token: String) -> Bool {
        let parts = token.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 && Int(parts[0]) != nil && !parts[1].isEmpty
    }

    private static func credentialsError() -> String? {
        guard let home = getenv("HOME") else { return "HOME is not set" }
        let path = String(cString: home) + "/.claude/.credentials.json"
        guard File.exists(path) else { return "Claude Code is not signed in: no ~/.claude/.credentials.json" }
        // The decoder's error is dropped: it could quote the file.
        guard
            let bytes = try? File.read(path),
            let value = try? JSONDecoder().decode(JSONValue.self, from: Data(bytes)),
            case .object(let members) = value, !members.isEmpty
        else { return "Claude Code's ~/.claude/.credentials.json can't be read" }
        return nil
    }
}
