import Crypto
import SSH
import TestSupport
import Testing

@Suite struct SecrecyTests {
    static let secret = Secret("TELEGRAM_BOT_TOKEN=8123456789:AAH-abcdefghijklmnopqrstuvwxyz01234\n")
    static let pieces = ["8123456789:", "AAH-abcdefgh", "nopqrstuvwxyz01234"]

    let server: Server

    init() throws {
        server = try Server()
    }

    @Test(arguments: [
        "cat; exit 1", "cat >&2; exit 1", ". /dev/stdin; exit 1", "sh -eux; exit 1",
        "read -r line; echo \"bad line: $line\" >&2; exit 1", "cat >&2; kill -KILL $$; sleep 1",
        "cat | fold -w 25 >&2; exit 1", "eval \"$(cat | tr = ' ')\"",
    ])
    func `shows no input of the script in an error`(shell: String) throws {
        var script = RemoteScript()
        script.step("careless", ShellText(verbatim: shell), input: Self.secret)
        let error = try server.failure(script)
        var dumped = ""
        dump(error, to: &dumped)
        for text in [
            "\(error)", String(reflecting: error), error.output, error.errorOutput, error.message, dumped,
        ] {
            for piece in Self.pieces { #expect(!text.contains(piece)) }
        }
    }

    @Test func `shows no input and no hidden secret in a result`() throws {
        let known = Secret("sk-ant-oat01-known-to-the-server")
        var script = RemoteScript()
        script.hide(known)
        script.step("given", "tee /dev/stderr", input: Self.secret)
        script.step("known", "printf '%s-%s\\n' sk-ant-oat01 known-to-the-server")
        let result = try server.run(script)
        #expect(result.output(of: "given") == Secret.placeholder)
        #expect(result.output(of: "known") == Secret.placeholder + "\n")
        #expect(result.errorOutput == Secret.placeholder)
    }

    @Test func `shows text that is no secret`() throws {
        var script = RemoteScript()
        script.step("open", "cat", input: "Description=Rachel\n")
        #expect(try server.run(script).output(of: "open") == "Description=Rachel\n")
    }

    /// The search pattern is put together by the shell itself, so no process has it in its arguments.
    @Test func `puts neither script nor secret into an argument or environment on the server`() throws {
        var script = RemoteScript()
        script.step(
            "search",
            """
            secret=$(cat)
            for file in /proc/[0-9]*/cmdline /proc/[0-9]*/environ; do
                text=$(tr '\\0' ' ' <"$file") 2>/dev/null || continue
                case $text in
                *"$secret"*) echo "the secret is in $file" ;;
                *rachel_scrip[t]*) echo "the script is in $file" ;;
                esac
            done
            """, input: Secret("8123456789:AAH-abcdefghijklmnopqrstuvwxyz"))
        let result = try server.run(script)
        #expect(result.steps.map(\.name) == ["search"])
        #expect(result.output(of: "search") == "")
    }

    @Test func `leaves no copy of a secret in memory`() throws {
        let secret = try RandomBytes.system.makeSecret(count: 64)
        let file = RemoteFile(path: "/dev/shm/rachel-\(Hex.encode(try RandomBytes.system.make(count: 4)))")
        var script = RemoteScript()
        script.step("take", "wc -c", input: secret)
        script.write(Secret(concatenating: [Secret("A="), secret]), to: file, step: "write")
        script.step("clear", "rm \(file.path)")
        _ = try server.run(script)
        script = RemoteScript()
        #expect(try secret.withBytes { try ProcessMemory.count(of: $0) } == 1)
        // The search finds what is there.
        let copy = secret.withBytes { Array($0) }
        #expect(try copy.withUnsafeBytes { try ProcessMemory.count(of: $0) } == 2)
    }

    @Test func `leaves no copy of the private key in memory after logging in`() throws {
        // In the PEM's one line of base 64, the key's 32 bytes follow 16 others.
        let line = try server.key.pem.reveal().split(separator: "\n")[1]
        let bytes = try #require(Base64.standard.decode(String(line)))
        let before = try Self.copies(of: bytes[16...])
        _ = try server.run("true")
        #expect(try Self.copies(of: bytes[16...]) <= before)
    }

    private static func copies(of bytes: ArraySlice<UInt8>) throws -> Int {
        try bytes.withUnsafeBytes { try ProcessMemory.count(of: $0) }
    }
}
