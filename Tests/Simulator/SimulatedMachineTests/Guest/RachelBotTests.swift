import TestSupport
import Testing

@testable import SimulatedMachine

@Suite(.productMachine) struct RachelBotTests {
    private static let unit = """
        [Service]
        User=rachel
        WorkingDirectory=/home/rachel/rachel8
        ExecStart=/home/rachel/.bun/bin/bun run src/index.ts
        """
    private static let settings =
        "TELEGRAM_BOT_TOKEN=12345678:very-secret\nOWNER_TELEGRAM_USER_ID=42\nAI_PROVIDER=claudecode\n"

    /// Hands over secrets as the product does, restarts the service and returns its state and the last line of the bot.
    private func start(_ settings: String, credentials: String) throws -> String {
        try SharedMachine.machine.ssh(
            """
            printf '%s' '\(settings)' >~/rachel8/.env
            printf '%s' '\(credentials)' >~/.claude/.credentials.json
            sudo systemctl reset-failed rachel8
            before=$(sudo journalctl -u rachel8 | grep -c ' Rachel ')
            sudo systemctl restart rachel8
            for i in {1..500}; do
                [ $(sudo journalctl -u rachel8 | grep -c ' Rachel ') -gt $before ] && break; sleep 0.02
            done
            sleep 0.2
            systemctl is-active rachel8
            sudo journalctl -u rachel8 -o cat | grep '^Rachel ' | tail -n 1
            """
        ).output
    }

    /// One test for all settings, since a machine has one such service.
    @Test func `the bot runs with valid settings, and names an invalid one without printing secrets`()
        throws
    {
        let machine = try SharedMachine.machine
        #expect(try machine.setUpEnds())
        let installing = try machine.ssh(
            "sudo tee /etc/systemd/system/rachel8.service >/dev/null <<'END'\n\(Self.unit)\nEND\nsudo systemctl daemon-reload"
        )
        #expect(installing.output == "")
        let good = try start(Self.settings, credentials: "{\"claudeAiOauth\":{\"accessToken\":\"hush\"}}")
        #expect(good == "active\nRachel is listening, provider claudecode\n")
        for (wrong, right, name) in [
            ("very-secret", "12345678:very-secret", "TELEGRAM_BOT_TOKEN"),
            ("-42", "42", "OWNER_TELEGRAM_USER_ID"),
            ("@rachel_bot", "42", "OWNER_TELEGRAM_USER_ID"), ("codex", "claudecode", "AI_PROVIDER"),
        ] {
            let output = try start(Self.settings.replacing(right, with: wrong), credentials: "{\"a\":1}")
            #expect(output.hasPrefix("failed\nRachel can't start: \(name): "))
        }
        let unreadable = try start(Self.settings, credentials: "{\"hush\":")
        #expect(unreadable.hasPrefix("failed\nRachel can't start: Claude Code's ~/.claude/.credentials.json"))
        let journal = try machine.ssh("sudo journalctl").output
        #expect(!journal.contains("very-secret") && !journal.contains("hush"))
    }

    @Test func `a start script of the package runs the bot, and other scripts are refused`() throws {
        let machine = try SharedMachine.machine
        #expect(try machine.setUpEnds())
        let run = try machine.ssh(
            "cp -r ~/rachel8 ~/copy; cd ~/copy; rm -f .env; ~/.bun/bin/bun start; ~/.bun/bin/bun run nosuch; echo $?"
        )
        #expect(run.output.contains("Rachel can't start: TELEGRAM_BOT_TOKEN"))
        #expect(run.output.hasSuffix("error: Script not found \"nosuch\"\n1\n"))
    }
}
