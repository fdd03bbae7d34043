import Crypto
import SSH
import TestSupport
import Testing

@Suite struct RemoteScriptTests {
    let server: Server

    init() throws {
        server = try Server()
    }

    @Test func `keeps each step's output apart`() throws {
        let result = try server.run(
            RemoteScript(
                ("lines", "echo one; echo two"), ("no line break", "printf three"), ("nothing", ":"),
                ("blank lines", "echo; echo four; echo"), ("both", "echo five; echo six >&2")))
        #expect(result.steps.map(\.name) == ["lines", "no line break", "nothing", "blank lines", "both"])
        #expect(result.steps.map(\.output) == ["one\ntwo\n", "three", "", "\nfour\n\n", "five\n"])
        #expect(result.output(of: "both") == "five\n")
        #expect(result.output(of: "none of these") == "")
        #expect(result.errorOutput == "six\n")
    }

    @Test func `runs all steps in one shell that starts in the home`() throws {
        let result = try server.run(
            RemoteScript(
                ("set", "greeting=hello; cd /"), ("use", "echo \"$greeting from $PWD, not $HOME\"; cd; pwd")))
        let home = try #require(result.output(of: "use").split(separator: "\n").last)
        #expect(result.output(of: "use") == "hello from /, not \(home)\n\(home)\n")
    }

    @Test(arguments: ["it's", "$(touch x) `id` \"$HOME\" \\ ; & | < > * ?", "two\nlines", "-n", "", "grüße"])
    func `passes interpolated strings on unchanged`(value: String) throws {
        #expect(try server.run("printf '%s' \(value)").output(of: "only") == value)
    }

    @Test func `gives a step without input an empty standard input`() throws {
        var script = RemoteScript(("greedy", "cat; cat"))
        script.step("reader", "cat", input: Secret("for the reader"))
        let result = try server.run(script)
        #expect(result.output(of: "greedy") == "")
        // The input is a secret, so it is taken out of what comes back.
        #expect(result.output(of: "reader") == Secret.placeholder)
    }

    @Test(arguments: [0, 1, 255, 65_536, 3_000_000])
    func `passes an input on byte for byte`(byteCount: Int) throws {
        let input = Secret(bytes: (0..<byteCount).map { UInt8(truncatingIfNeeded: $0 * 31) })
        var script = RemoteScript()
        script.step("first", "sha256sum", input: input)
        script.step("second", "wc -c", input: input)
        let result = try server.run(script)
        #expect(result.output(of: "first").hasPrefix(Hex.encode(SHA256.hash(input))))
        #expect(result.output(of: "second") == "\(byteCount)\n")
    }

    @Test func `fails when a step leaves its input unread`() throws {
        var script = RemoteScript()
        script.step(
            "careless", "exec <&-; sleep 0.1", input: try RandomBytes.system.makeSecret(count: 1_000_000))
        script.step("next", "cat >/dev/null", input: Secret("for the next"))
        let error = try server.failure(script)
        #expect(error.kind == .scriptFailed(exitStatus: 1))
        #expect(error.step == "next")
        #expect(error.errorOutput.contains("an earlier step left some of its own"))
    }

    @Test func `reads much output of both streams and keeps its end`() throws {
        let result = try server.run(
            RemoteScript(
                ("flood", "yes error | head -n 300000 >&2 & seq 300000; wait; echo the end >&2"),
                ("after", "echo still here")))
        let output = result.output(of: "flood")
        #expect(output.utf8.count <= SSHSession.maxOutputBytes)
        #expect(output.split(separator: "\n").suffix(2) == ["299999", "300000"])
        #expect(output.first?.isNumber == true)
        #expect(result.output(of: "after") == "still here\n")
        #expect(result.errorOutput.utf8.count <= SSHSession.maxOutputBytes)
        #expect(result.errorOutput.split(separator: "\n").suffix(2) == ["error", "the end"])
    }

    @Test func `sends much input while it reads much output`() throws {
        var script = RemoteScript()
        script.step("echo", "tee /dev/stderr", input: try RandomBytes.system.makeSecret(count: 5_000_000))
        script.step("count", "echo done")
        #expect(try server.run(script).output(of: "count") == "done\n")
    }

    @Test func `keeps no endless line in memory`() throws {
        let result = try server.run(
            RemoteScript(("long", "head -c 2000000 /dev/zero | tr '\\0' 'x'; echo; echo end"), ("after", ":"))
        )
        #expect(result.output(of: "long") == "end\n")
    }

    @Test func `runs scripts of two servers in one process`() throws {
        let other = try Server()
        let text = try server.run("echo one").output(of: "only") + other.run("echo two").output(of: "only")
        #expect(text == "one\ntwo\n")
    }
}
