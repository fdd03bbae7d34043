import Crypto
import Foundation
import Glibc
import SSH
import TestSupport
import Testing

@Suite struct RemoteFileTests {
    let server: Server
    let directory: TemporaryDirectory

    init() throws {
        server = try Server()
        directory = try TemporaryDirectory()
    }

    var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: directory.url.path).sorted() }
    }

    func mode(_ path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    func write(_ content: Secret, to file: RemoteFile) throws {
        var script = RemoteScript()
        script.write(content, to: file, step: "write")
        _ = try server.run(script)
    }

    @Test(arguments: [0, 1, 5000, 1_000_000])
    func `writes exactly these bytes, for the owner alone`(byteCount: Int) throws {
        let content = try RandomBytes.system.makeSecret(count: byteCount)
        let path = directory.path("new directory/it's $HOME")
        try write(content, to: RemoteFile(path: path))
        #expect(Secret(bytes: Array(try Data(contentsOf: URL(filePath: path)))) == content)
        #expect(try mode(path) == 0o600)
        #expect(try mode(directory.path("new directory")) == 0o700)
        #expect(try names == ["new directory"])
    }

    @Test func `replaces an older file and its mode`() throws {
        let path = directory.path("file")
        try write(Secret("old and longer"), to: RemoteFile(path: path))
        try write(Secret("new"), to: RemoteFile(path: path, mode: 0o644))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "new")
        #expect(try mode(path) == 0o644)
        #expect(try names == ["file"])
    }

    @Test func `takes a relative path from the home`() throws {
        let name = ".rachel-\(Hex.encode(try RandomBytes.system.make(count: 4)))"
        var script = RemoteScript()
        script.write(Secret("value"), to: RemoteFile(path: "\(name)/.env"), step: "write")
        script.step("look", "cd; wc -c <\(name)/.env; rm -r \(name)")
        #expect(try server.run(script).output(of: "look") == "5\n")
    }

    @Test func `leaves the old file and nothing else when the connection breaks`() throws {
        let path = directory.path("file")
        try write(Secret("old"), to: RemoteFile(path: path, mode: 0o640))
        let content = try RandomBytes.system.makeSecret(count: 8_000_000)
        var script = RemoteScript()
        script.step("prepare", "echo $$ >\(directory.path("script"))")
        script.step(
            "write",
            "kill -KILL \(.sessionProcess); \(RemoteFile(path: path).installing(byteCount: content.count))",
            input: content)
        let error = try server.failure(script)
        #expect(error.kind == .connectionLost)
        let process = try #require(
            Int32(String(contentsOfFile: directory.path("script"), encoding: .utf8).dropLast()))
        _ = eventually { kill(process, 0) != 0 }
        #expect(try names == ["file", "script"])
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
        #expect(try mode(path) == 0o640)
    }

    @Test func `writes no content of another length than announced`() throws {
        let path = directory.path("file")
        var script = RemoteScript()
        script.step("write", RemoteFile(path: path).installing(byteCount: 6), input: Secret("seven .."))
        let error = try server.failure(script)
        #expect(error.kind == .scriptFailed(exitStatus: 1))
        #expect(error.errorOutput == "the content of \(path) is cut\n")
        #expect(try names == [])
    }

    @Test func `removes the partial file when the script is stopped`() throws {
        let path = directory.path("file")
        var script = RemoteScript()
        // The shell waits for more after the announced bytes have come, so it is ended while it writes.
        script.step(
            "write", "{ cat; sleep 1000; } | ( \(RemoteFile(path: path).installing(byteCount: 5)) )",
            input: Secret("12345"))
        #expect(try server.timeout(of: script, in: "write").kind == .timedOut)
        _ = try eventually { try names.isEmpty }
        #expect(try names == [])
    }

    @Test func `fails when the target is a directory`() throws {
        var script = RemoteScript(("prepare", "mkdir \(directory.path("file"))"))
        script.write(Secret("value"), to: RemoteFile(path: directory.path("file")), step: "write")
        let error = try server.failure(script)
        #expect(error.step == "write")
        #expect(try names == ["file"])
    }

    /// The machine that runs the tests need not have sudo: this stand-in prints its arguments.
    @Test func `writes root's files by sudo without a password`() throws {
        let path = directory.path("unit's file")
        var script = RemoteScript(
            (
                "prepare",
                """
                mkdir \(directory.path("bin"))
                cat >\(directory.path("bin/sudo")) <<'end'
                #!/bin/sh
                echo "$1 $2" >&2
                shift
                exec "$@"
                end
                chmod +x \(directory.path("bin/sudo"))
                PATH=\(directory.path("bin")):$PATH
                """
            ))
        script.write(Secret("[Unit]\n"), to: RemoteFile(path: path, mode: 0o644, owner: .root), step: "write")
        #expect(try server.run(script).errorOutput == "-n sh\n")
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "[Unit]\n")
        #expect(try mode(path) == 0o644)
    }
}
