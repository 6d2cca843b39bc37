package io.waybill.bench;

import java.nio.file.Path;

/**
 * What checking a credential adds to a call: a call without one beside calls with a key and with a token, one at a
 * time, in turn. All are refused or answered without a query, so that nothing else is measured.
 */
final class Auth implements Program {

    private static final int CALLS = 3_000;
    private static final int WARM_UP = 1_500;
    private static final double GOAL_MILLIS = 1;

    /** Answered from memory. */
    private static final String OPEN = "/livez";

    /** Refused for its parameter by the controller, after the credential, the rate and the scope were checked. */
    private static final String CHECKED = "/v1/files?limit=0";

    @Override
    public Report run(Path launcher, Path models) throws Exception {
        double[] open = new double[CALLS];
        double[] key = new double[CALLS];
        double[] token = new double[CALLS];
        try (var instance = Instance.start(launcher);
                var client = instance.client()) {
            String bearer = client.token();
            for (int call = -WARM_UP; call < CALLS; call++) {
                double none = client.millisOf(OPEN, "", 200);
                double withKey = client.millisOf(CHECKED, client.key(), 400);
                double withToken = client.millisOf(CHECKED, bearer, 400);
                if (call >= 0) {
                    open[call] = none;
                    key[call] = withKey;
                    token[call] = withToken;
                }
            }
        }
        var report = new Report("auth");
        for (int percent : new int[] {50, 99}) {
            double without = Percentiles.of(open, percent);
            report.figure("no credential p" + percent, without, "ms");
            report.atMost("added by a key p" + percent, Percentiles.of(key, percent) - without, "ms", GOAL_MILLIS);
            report.atMost("added by a token p" + percent, Percentiles.of(token, percent) - without, "ms", GOAL_MILLIS);
        }
        return report;
    }
}
