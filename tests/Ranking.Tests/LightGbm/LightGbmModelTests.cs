using System.Text;

namespace Matching.Ranking.Tests;

public sealed class LightGbmModelTests
{
    /// <summary>A model by hand: two trees, a set of categories, a constant.</summary>
    private const string Small = """
        tree
        version=v4
        num_class=1
        num_tree_per_iteration=1
        label_index=0
        max_feature_idx=1
        objective=lambdarank
        feature_names=a b
        monotone_constraints=1 0
        feature_infos=[0:2.5] 1:0:33
        tree_sizes=369 227

        Tree=0
        num_leaves=3
        num_cat=1
        split_feature=0 1
        split_gain=12.5 3e-07
        threshold=1.0000000000000002 0
        decision_type=10 1
        left_child=-1 -2
        right_child=1 -3
        leaf_value=0.10000000000000001 -0.5 0
        leaf_weight=1 2 3
        leaf_count=10 20 30
        internal_value=0 123457
        internal_weight=6 5
        internal_count=60 50
        cat_boundaries=0 2
        cat_threshold=1 4294967295
        is_linear=0
        shrinkage=0.1


        Tree=1
        num_leaves=1
        num_cat=0
        split_feature=
        split_gain=
        threshold=
        decision_type=
        left_child=
        right_child=
        leaf_value=0.25
        leaf_weight=0
        leaf_count=60
        internal_value=
        internal_weight=
        internal_count=
        is_linear=0
        shrinkage=1


        end of trees

        feature_importances:
        a=1
        b=1

        parameters:
        [boosting: gbdt]
        [interaction_constraints: ]
        [note: a: b]

        end of parameters

        """;

    [Fact]
    public void Read_SmallModel_IsWrittenBackAsItWas()
    {
        var ensemble = Read(Sized(Small));

        Assert.Equal(Sized(Small), Write(ensemble));
        Assert.Equal("a b", string.Join(' ', ensemble.FeatureNames));
        Assert.Equal(["gbdt", "", "a: b"], ensemble.Parameters.Select(parameter => parameter.Value));
        Assert.Equal(0.35, ensemble.Score([1, 9]));
        Assert.Equal(0.25, ensemble.Score([1.5f, 1]));
    }

    /// <summary>What Python's LightGBM puts at the end, Windows' line ends, LightGBM 3, and what need not be there.</summary>
    [Fact]
    public void Read_OtherWriters_AreUnderstood()
    {
        var expected = Read(Sized(Small)).Score([1, 9]);
        var bare = string.Join('\n', Small.Split('\n').Where(line =>
            !line.StartsWith("internal", StringComparison.Ordinal) && !line.StartsWith("split_gain", StringComparison.Ordinal)
            && !line.StartsWith("tree_sizes", StringComparison.Ordinal) && !line.StartsWith("leaf_weight", StringComparison.Ordinal)
            && !line.StartsWith("is_linear", StringComparison.Ordinal) && !line.StartsWith("objective", StringComparison.Ordinal)));

        Assert.Equal(expected, Read(Sized(Small) + "\npandas_categorical:[[\"x\", \"y\"]]\n").Score([1, 9]));
        Assert.Equal(expected, Read(Sized(Small).Replace("version=v4", "version=v3", StringComparison.Ordinal)).Score([1, 9]));
        Assert.Equal(expected, Read(bare).Score([1, 9]));
        Assert.Equal(expected, Read(bare.ReplaceLineEndings("\r\n")).Score([1, 9]));
        Assert.Equal(expected, Read(bare[..bare.IndexOf("feature_importances", StringComparison.Ordinal)]).Score([1, 9]));
        Assert.Equal(expected, Read(Write(Read(bare))).Score([1, 9]));
    }

    [Theory]
    [InlineData("tree\n", "forest\n", 1, "begins with 'tree', not 'forest'")]
    [InlineData("version=v4", "version=v5", 2, "version 'v5' is not v3 or v4")]
    [InlineData("num_class=1", "num_class=3", 3, "several classes")]
    [InlineData("num_tree_per_iteration=1", "num_tree_per_iteration=3", 4, "several classes")]
    [InlineData("label_index=0", "average_output", 5, "averages its trees")]
    [InlineData("max_feature_idx=1", "max_feature_idx=60000", 6, "up to 50000 features, not 60001")]
    [InlineData("max_feature_idx=1", "max_feature_idx=x", 6, "'x', which is not a whole number")]
    [InlineData("max_feature_idx=1", "num_class=1", 6, "num_class is given twice")]
    [InlineData("feature_names=a b", "feature_names=a", 8, "should have 2 words, one for each feature, and has 1")]
    [InlineData("feature_names=a b", "feature_names=a a", 8, "two features are called 'a'")]
    [InlineData("monotone_constraints=1 0", "monotone_constraints=1 2", 9, "are 1, 0 or -1")]
    [InlineData("tree_sizes=", "tree_sizes=0 ", 13, "tree 0 has 369 bytes and should have 0")]
    [InlineData("feature_infos=[0:2.5] 1:0:33\n", "", 12, "feature_infos is missing")]
    [InlineData("Tree=1", "Tree=2", 34, "tree 1 should begin here, not 'Tree=2'")]
    [InlineData("num_leaves=3", "num_leaves=200000", 14, "1 to 131072 leaves, not 200000")]
    [InlineData("num_leaves=3", "num_leaves=0", 14, "1 to 131072 leaves, not 0")]
    [InlineData("threshold=1.0000000000000002 0", "threshold=1.0000000000000002", 18, "should have 2 numbers and has 1")]
    [InlineData("threshold=1.0000000000000002 0", "threshold=1 2 3", 18, "should have 2 numbers and has more")]
    [InlineData("threshold=1.0000000000000002 0", "threshold=nan 0", 18, "'nan', number 1 of threshold, is not a number")]
    [InlineData("threshold=1.0000000000000002 0", "threshold=1,5 0", 18, "'1,5', number 1 of threshold, is not a number")]
    [InlineData("leaf_value=0.1", "leaf_value=inf 0.1", 22, "should have 3 numbers and has more")]
    [InlineData("-0.5", "1e999", 13, "tree 0: the value of leaf 1 is not a finite number")]
    [InlineData("left_child=-1 -2", "left_child=0 -2", 13, "tree 0: split 0 is reached twice")]
    [InlineData("split_feature=0 1", "split_feature=0 2", 13, "tree 0: split 1 is by feature 2 of 2")]
    [InlineData("split_feature=0 1\n", "", 33, "the tree that ends here has no split_feature")]
    [InlineData("cat_boundaries=0 2", "cat_boundaries=0 3", 29, "should have 3 numbers and has 2")]
    [InlineData("cat_boundaries=0 2", "cat_boundaries=0 -2", 29, "should have -2 numbers")]
    [InlineData("is_linear=0", "is_linear=1", 30, "linear models")]
    [InlineData("is_linear=0", "leaf_tilt=7", 30, "'leaf_tilt=7' is not known in a tree")]
    [InlineData("shrinkage=0.1", "shrinkage=", 31, "shrinkage is ''")]
    [InlineData("end of trees\n", "", 54, "'feature_importances:' is not known in a tree")]
    [InlineData("[boosting: gbdt]", "boosting: gbdt", 60, "is not a parameter")]
    [InlineData("end of parameters\n", "", 63, "the file ends where 'end of parameters' should follow")]
    public void Read_BrokenLine_IsNamed(string old, string broken, int line, string problem)
    {
        var at = Sized(Small).IndexOf(old, StringComparison.Ordinal);
        var text = Sized(Small).Remove(at, old.Length).Insert(at, broken);

        var error = Assert.Throws<ModelFormatException>(() => Read(text));

        Assert.Equal(line, error.Line);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MoreThanTheLimits_IsRefused()
    {
        Assert.Contains("more than 100 bytes", Refusal(new ModelLimits { Bytes = 100 }), StringComparison.Ordinal);
        Assert.Contains("more than 20 bytes", Refusal(new ModelLimits { LineLength = 20 }), StringComparison.Ordinal);
        Assert.Contains("up to 1 trees", Refusal(new ModelLimits { Trees = 1 }), StringComparison.Ordinal);
        Assert.Contains("1 to 2 leaves", Refusal(new ModelLimits { Leaves = 2 }), StringComparison.Ordinal);
        Assert.Contains("up to 1 features", Refusal(new ModelLimits { Features = 1 }), StringComparison.Ordinal);
        Assert.Contains("up to 2 parameters", Refusal(new ModelLimits { Entries = 2 }), StringComparison.Ordinal);

        static string Refusal(ModelLimits limits) => Assert.Throws<ModelFormatException>(
            () => LightGbmModel.Read(new MemoryStream(Encoding.UTF8.GetBytes(Sized(Small))), limits)).Message;
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("")]
    [InlineData("a\n")]
    public void Write_NameThatEndsAWord_IsRefused(string name)
    {
        Assert.Throws<ArgumentException>(() => Write(new TreeEnsemble([name], [])));
    }

    [Fact]
    public void Write_RandomTrees_AreReadBackTheSame()
    {
        var random = new RandomTrees(20261121);
        var ensemble = random.Ensemble(30, 40, 6);

        var back = Read(Write(ensemble));

        for (var i = 0; i < 200; i++)
        {
            var row = random.Row(6);
            Assert.Equal(ensemble.Score(row), back.Score(row));
        }

        Assert.Equal(Write(ensemble), Write(back));
    }

    // As printf of glibc prints them.
    [Theory]
    [InlineData(0.0, "0", "0")]
    [InlineData(-0.0, "-0", "-0")]
    [InlineData(0.1, "0.1", "0.10000000000000001")]
    [InlineData(100000.0, "100000", "100000")]
    [InlineData(1000000.0, "1e+06", "1000000")]
    [InlineData(999999.5, "1e+06", "999999.5")]
    [InlineData(0.0001, "0.0001", "0.0001")]
    [InlineData(0.00001, "1e-05", "1.0000000000000001e-05")]
    [InlineData(-123456789.0, "-1.23457e+08", "-123456789")]
    [InlineData(1e17, "1e+17", "1e+17")]
    [InlineData(123456789012345680.0, "1.23457e+17", "1.2345678901234568e+17")]
    [InlineData(5e-324, "4.94066e-324", "4.9406564584124654e-324")]
    [InlineData(1.7976931348623157e308, "1.79769e+308", "1.7976931348623157e+308")]
    [InlineData(double.PositiveInfinity, "inf", "inf")]
    [InlineData(double.NegativeInfinity, "-inf", "-inf")]
    public void Numbers_Written_AreAsCWritesThem(double number, string brief, string exact)
    {
        var (ofBrief, ofExact) = (new StringBuilder(), new StringBuilder());

        ModelNumbers.Write(ofBrief, number, ModelNumbers.Short);
        ModelNumbers.Write(ofExact, number, ModelNumbers.Exact);

        Assert.Equal((brief, exact), (ofBrief.ToString(), ofExact.ToString()));
    }

    private static TreeEnsemble Read(string text) => LightGbmModel.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)));

    private static string Write(TreeEnsemble ensemble)
    {
        using var stream = new MemoryStream();
        LightGbmModel.Write(ensemble, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string Sized(string text) => text.ReplaceLineEndings("\n");
}
