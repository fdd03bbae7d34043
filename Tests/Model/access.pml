/*
 * Power-off and power-on at the end of access, by a database that may be wrong about it.
 *
 * What the file knows of a payment is late, and a restore takes it back. The service knows. Hetzner switches the server
 * off some time after we asked.
 */

/* Switch: what the design said before, where only the deletion asks the service again. */
#ifdef POWER_OFF_NOT_ASKED
#define ASKED true
#else
#define ASKED !paid
#endif

bit paid = 1, on = 1;
bit known = 1, backup = 1;	/* access, as the file and its copy know it */
bit lapsed;			/* the access that was last asked about, or decided on, had truly ended */
bit off;			/* a power-off is on its way */
bit calm;

proctype Maintenance() {
end:
	do
	:: atomic { !known && on && !off && ASKED -> lapsed = !paid; off = true }
	:: atomic { known && !on && !off -> on = true }
	/* The service is asked once a day; events come as well, or are lost. */
	:: atomic { known != paid -> known = paid }
	od
}

proctype Hetzner() {
end:
	do
	:: atomic { off -> assert(lapsed); on = false; off = false; lapsed = false }
	od
}

proctype World() {
end:
	do
	:: atomic { !calm -> paid = !paid }
	:: atomic { !calm && backup != known -> backup = known }
	:: atomic { !calm && backup != known -> known = backup }
	:: atomic { !calm -> calm = true }
	od
}

init {
	atomic { run Maintenance(); run Hetzner(); run World() }
}

#ifdef LIVENESS
/* Once nobody pays, lapses or restores any more, who pays has a server that runs. */
#define SERVED_ONCE_CALM (!calm || !paid || on)
ltl served { [] <> SERVED_ONCE_CALM }
#endif
