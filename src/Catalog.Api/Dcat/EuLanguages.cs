namespace Catalog.Api.Dcat;

/// <summary>Languages as people write them, as codes of the EU's list (contract 7.8): ISO 639-3 in capitals.</summary>
internal static class EuLanguages
{
    /// <summary>ISO 639-1 and 639-3, in pairs.</summary>
    private const string Pairs =
        "aa AAR ab ABK af AFR ak AKA am AMH an ARG ar ARA as ASM av AVA ay AYM az AZE ba BAK be BEL bg BUL bi BIS bm BAM bn BEN bo BOD br BRE bs BOS ca CAT ce CHE ch CHA co COS cr CRE " +
        "cs CES cu CHU cv CHV cy CYM da DAN de DEU dv DIV dz DZO ee EWE el ELL en ENG eo EPO es SPA et EST eu EUS fa FAS ff FUL fi FIN fj FIJ fo FAO fr FRA fy FRY ga GLE gd GLA gl GLG " +
        "gn GRN gu GUJ gv GLV ha HAU he HEB hi HIN ho HMO hr HRV ht HAT hu HUN hy HYE hz HER ia INA id IND ie ILE ig IBO ii III ik IPK io IDO is ISL it ITA iu IKU ja JPN jv JAV ka KAT " +
        "kg KON ki KIK kj KUA kk KAZ kl KAL km KHM kn KAN ko KOR kr KAU ks KAS ku KUR kv KOM kw COR ky KIR la LAT lb LTZ lg LUG li LIM ln LIN lo LAO lt LIT lu LUB lv LAV mg MLG mh MAH " +
        "mi MRI mk MKD ml MAL mn MON mr MAR ms MSA mt MLT my MYA na NAU nb NOB nd NDE ne NEP ng NDO nl NLD nn NNO no NOR nr NBL nv NAV ny NYA oc OCI oj OJI om ORM or ORI os OSS pa PAN " +
        "pi PLI pl POL ps PUS pt POR qu QUE rm ROH rn RUN ro RON ru RUS rw KIN sa SAN sc SRD sd SND se SME sg SAG si SIN sk SLK sl SLV sm SMO sn SNA so SOM sq SQI sr SRP ss SSW st SOT " +
        "su SUN sv SWE sw SWA ta TAM te TEL tg TGK th THA ti TIR tk TUK tl TGL tn TSN to TON tr TUR ts TSO tt TAT tw TWI ty TAH ug UIG uk UKR ur URD uz UZB ve VEN vi VIE vo VOL wa WLN " +
        "wo WOL xh XHO yi YID yo YOR za ZHA zh ZHO zu ZUL";

    /// <summary>The names that libraries use for some of them, and words.</summary>
    private const string Others =
        "alb SQI arm HYE baq EUS bur MYA chi ZHO cze CES dut NLD fre FRA geo KAT ger DEU gre ELL ice ISL mac MKD mao MRI may MSA per FAS rum RON slo SLK tib BOD wel CYM gr ELL " +
        "greek ELL english ENG ελληνικά ELL αγγλικά ENG mul MUL";

    private static readonly Dictionary<string, string> ByName = Read(Pairs).Concat(Read(Others)).Concat(Read(Pairs).Select(pair => KeyValuePair.Create(pair.Value, pair.Value)))
        .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.OrdinalIgnoreCase);

    /// <summary>Of <c>el</c>, <c>el-GR</c>, <c>ell</c>, <c>gre</c> or a word; null where the list has none.</summary>
    public static string? Code(string text) => ByName.GetValueOrDefault(text.Trim().Split('-', '_')[0]);

    private static IEnumerable<KeyValuePair<string, string>> Read(string pairs) => pairs.Split(' ').Chunk(2).Select(pair => KeyValuePair.Create(pair[0], pair[1]));
}
