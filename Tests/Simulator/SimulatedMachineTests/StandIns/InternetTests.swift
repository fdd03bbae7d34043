import TestSupport
import Testing

@testable import SimulatedMachine

@Suite(.productMachine) struct InternetTests {
    @Test func `a program exists once its package is installed`() throws {
        let machine = try TestMachine(SampleUserData.quick)
        let run = try machine.ssh(
            """
            for program in git curl unzip; do command -v $program; done
            apt-get install -y git; echo $?
            sudo apt-get update -qq && sudo DEBIAN_FRONTEND=noninteractive apt-get install -yqq git curl unzip >/dev/null
            for program in git curl unzip; do command -v $program; done
            sudo apt-get install -y gh; echo $?
            """)
        #expect(
            run.output == """
                E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)
                100
                Reading package lists...
                /usr/bin/git
                /usr/bin/curl
                /usr/bin/unzip
                E: Unable to locate package gh
                100

                """)
    }

    @Test func `refuses a package list whose key is missing`() throws {
        let machine = try SharedMachine.machine
        #expect(try machine.setUpEnds())
        let run = try machine.ssh(
            """
            echo 'deb [signed-by=/etc/apt/keyrings/none] https://cli.github.com/packages stable main' |
                sudo tee /etc/apt/sources.list.d/x.list >/dev/null
            sudo apt-get update; echo $?
            """)
        #expect(run.output.contains("is not signed.\n100\n"))
    }

    @Test func `curl reaches loopback and a few URLs, and nothing else`() throws {
        try SocketServer.with([{ try $0.answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") }]) {
            server in
            let machine = try SharedMachine.machine
            #expect(try machine.setUpEnds())
            let run = try machine.ssh(
                """
                curl -sS -H 'X: y' \(server.url)/path; echo " $?"
                curl -fsSL https://bun.sh/install | head -n 1
                curl -fsSLo /tmp/x https://claude.ai/install.sh && head -n 1 /tmp/x
                curl -fsS https://bun.sh/nothing; echo $?
                curl https://example.com/; echo $?
                curl -s https://example.com/; echo $?
                """)
            #expect(
                run.output == """
                    ok 0
                    #!/usr/bin/env bash
                    #!/bin/bash
                    curl: (22) The requested URL returned error: 404
                    22
                    curl: (6) Could not resolve host: example.com
                    6
                    6

                    """)
            #expect(server.requests.first?.hasPrefix("GET /path HTTP/1.1\r\n") == true)
        }
    }

    @Test func `clones only Rachel's repository, at its branch or commit`() throws {
        let machine = try SharedMachine.machine
        #expect(try machine.setUpEnds())
        let run = try machine.ssh(
            """
            mkdir ~/clones; cd ~/clones
            git clone -q --depth 1 https://github.com/polly3223/Rachel8 a && ls a
            commit=$(git -C a rev-parse HEAD)
            git init -q b && git -C b fetch -q --depth 1 https://github.com/polly3223/Rachel8.git $commit && echo fetched
            git clone -q --branch nosuch https://github.com/polly3223/Rachel8.git c 2>&1 | tail -n 1; echo
            git clone -q https://github.com/someone/else d; echo $?
            """)
        #expect(
            run.output == """
                package.json
                src
                fetched
                fatal: Remote branch nosuch not found in upstream origin

                fatal: transport 'https' not allowed
                128

                """)
    }

    @Test func `Bun's installer needs unzip and refuses an option`() throws {
        var sample = SampleUserData.quick
        sample.packages = ["curl"]
        let machine = try TestMachine(sample)
        #expect(try machine.setUpEnds())
        let run = try machine.ssh(
            """
            curl -fsSL https://bun.sh/install | bash
            sudo apt-get install -y unzip >/dev/null
            curl -fsSL https://bun.sh/install | bash -s -- --yes; echo $?
            curl -fsSL https://bun.sh/install | bash; ls ~/.bun/bin
            """)
        #expect(
            run.output.hasPrefix("error: unzip is required to install bun\nerror: Failed to download bun"))
        #expect(run.output.hasSuffix("installed successfully to /home/rachel/.bun/bin/bun\nbun\nbunx\n"))
    }

    @Test func `a machine can't change the host's files and sees only its programs`() throws {
        let machine = try SharedMachine.machine
        let run = try machine.ssh(
            """
            sudo touch /usr/lib/x /usr/bin/../sbin/x /usr/host/x 2>&1 | grep -c 'Read-only\\|denied'
            sudo ls /home; sudo ls \(machine.stateDirectory) 2>&1 | grep -c 'No such file'
            sudo ps -e -o pid= | head -n 1 | tr -d ' '
            """)
        #expect(run.output == "3\nrachel\n1\n1\n")
    }
}
