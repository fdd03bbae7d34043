import SSH

/// The script that sends a new server's report to the callback address, run as root by `MachineUnit.report`.
///
/// It repeats the call until it is answered, for a quarter of an hour after each boot: the site may be away when the
/// set-up ends. Safe to repeat, since only the first report of a server changes anything.
struct ReportScript {
    static let path = "/var/lib/rachel-cloud/report"
    /// The file that exists once the report was answered.
    static let answered = "/var/lib/rachel-cloud/report.answered"

    let text: String

    init(callbackURL: String) {
        text = """
            #!/bin/bash
            set -uo pipefail
            callback=\(ShellText.quoted(callbackURL))
            report=\(SetUpScript.report)
            answered=\(Self.answered)
            units='\(MachineUnit.setUp.name) \(MachineUnit.report.name)'

            \(Self.calling)

            """
    }

    private static let calling = #"""
        # Prints the answer's body and, on a line of its own, its status. The address goes to curl by standard input: a
        # process list is no place for it.
        call() {
            printf 'url = "%s"\n' "$callback" | curl --config - --silent --show-error --max-time 20 \
                --header 'Content-Type: application/json' --data-binary "@$report" --write-out '\n%{http_code}' \
                | tail -c 4096 | tr -d '\0'
        }

        # A success, or a refusal in our site's own form. Whoever stands in its place for a while may refuse anything.
        is_final() {
            case ${1##*$'\n'}:$1 in
            2??:*) true ;;
            408:* | 429:*) false ;;
            4??:'{"error":'*) true ;;
            *) false ;;
            esac
        }

        # A little longer than that many seconds, so that servers which wait for the same site don't call it at once.
        # Tests shorten the second, which is in milliseconds.
        sleep_about() {
            local time=$(($1 * ${REPORT_SECOND_MS:-1000}))
            time=$((time + RANDOM % (time / 8 + 1)))
            sleep "$((time / 1000)).$(printf '%03d' $((time % 1000)))"
        }

        pause=1 waited=0
        while true; do
            answer=$(call)
            status=$?
            echo "report: answered with ${answer##*$'\n'}, curl ended with $status"
            if [ $status = 0 ] && is_final "$answer"; then
                touch "$answered"
                systemctl disable --quiet $units
                exit
            fi
            # The pauses are counted, since the clock may be set meanwhile.
            if [ $waited -ge 900 ]; then
                echo 'report: no answer for a quarter of an hour' >&2
                exit 1
            fi
            sleep_about $pause
            waited=$((waited + pause))
            pause=$((pause < 15 ? pause * 2 : 30))
        done
        """#
}
