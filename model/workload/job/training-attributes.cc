/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * The attributes of training jobs.
 */

#include "training-workload.h"

#include "ns3/boolean.h"
#include "ns3/component-description.h"
#include "ns3/double.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(TrainingWorkload);

TypeId
TrainingWorkload::AddSizes(TypeId tid)
{
    return tid
        .AddAttribute("Preset",
                      "Row of set-ups: none, or fsdp-7b, fsdp-70b, fsdp-405b, those of "
                      "arXiv:2507.21372: the backward pass of a layer of FSDP on 1,024 ranks",
                      StringValue("none"),
                      MakeStringAccessor(&TrainingWorkload::m_preset),
                      MakeStringChecker())
        .AddAttribute("Model",
                      "Row of models: gpt3-175b, llama2-7b, llama3-8b, llama3-70b, llama3-405b, "
                      "mixtral-8x7b, deepseek-v3",
                      StringValue("llama3-8b"),
                      MakeStringAccessor(&TrainingWorkload::m_model),
                      MakeStringChecker())
        .AddAttribute("ModelLayers",
                      "Layers of the model; 0, here and in the sizes below: as its row says",
                      UintegerValue(0),
                      MakeUintegerAccessor(&TrainingWorkload::m_modelLayers),
                      MakeUintegerChecker<uint32_t>(0))
        .AddAttribute("Hidden",
                      "Width of a token, in elements",
                      UintegerValue(0),
                      MakeUintegerAccessor(&TrainingWorkload::m_hidden),
                      MakeUintegerChecker<uint32_t>(0))
        .AddAttribute("Heads",
                      "Attention heads",
                      UintegerValue(0),
                      MakeUintegerAccessor(&TrainingWorkload::m_heads),
                      MakeUintegerChecker<uint32_t>(0))
        .AddAttribute("KvHeads",
                      "Attention heads of keys and values",
                      UintegerValue(0),
                      MakeUintegerAccessor(&TrainingWorkload::m_kvHeads),
                      MakeUintegerChecker<uint32_t>(0))
        .AddAttribute("HeadSize",
                      "Width of an attention head, in elements",
                      UintegerValue(0),
                      MakeUintegerAccessor(&TrainingWorkload::m_headSize),
                      MakeUintegerChecker<uint32_t>(0))
        .AddAttribute("Ffn",
                      "Width inside of the feed-forward part of a dense layer, in elements",
                      UintegerValue(0),
                      MakeUintegerAccessor(&TrainingWorkload::m_ffn),
                      MakeUintegerChecker<uint32_t>(0))
        .AddAttribute("Vocabulary",
                      "Tokens of the vocabulary",
                      UintegerValue(0),
                      MakeUintegerAccessor(&TrainingWorkload::m_vocabulary),
                      MakeUintegerChecker<uint32_t>(0))
        .AddAttribute("Experts",
                      "Routed experts of a layer",
                      UintegerValue(0),
                      MakeUintegerAccessor(&TrainingWorkload::m_experts),
                      MakeUintegerChecker<uint32_t>(0))
        .AddAttribute("ActiveExperts",
                      "Of these, those that a token goes to",
                      UintegerValue(0),
                      MakeUintegerAccessor(&TrainingWorkload::m_activeExperts),
                      MakeUintegerChecker<uint32_t>(0))
        .AddAttribute("ExpertFfn",
                      "Width inside of an expert, in elements",
                      UintegerValue(0),
                      MakeUintegerAccessor(&TrainingWorkload::m_expertFfn),
                      MakeUintegerChecker<uint32_t>(0))
        .AddAttribute("Sequence",
                      "Tokens of a sequence",
                      UintegerValue(0),
                      MakeUintegerAccessor(&TrainingWorkload::m_sequence),
                      MakeUintegerChecker<uint32_t>(0))
        .AddAttribute("Embedding",
                      "Whether embedding and output layer take part",
                      BooleanValue(true),
                      MakeBooleanAccessor(&TrainingWorkload::m_embedding),
                      MakeBooleanChecker());
}

TypeId
TrainingWorkload::AddParallelism(TypeId tid)
{
    return tid
        .AddAttribute("Tp",
                      "Tensor-parallel ranks, whose numbers are next to each other",
                      UintegerValue(1),
                      MakeUintegerAccessor(&TrainingWorkload::m_tp),
                      MakeUintegerChecker<uint32_t>(1, 65536))
        .AddAttribute("Cp",
                      "Context-parallel ranks, the next to vary",
                      UintegerValue(1),
                      MakeUintegerAccessor(&TrainingWorkload::m_cp),
                      MakeUintegerChecker<uint32_t>(1, 65536))
        .AddAttribute(
            "Ep",
            "Expert-parallel ranks, the next to vary; they are data-parallel in all but experts",
            UintegerValue(1),
            MakeUintegerAccessor(&TrainingWorkload::m_ep),
            MakeUintegerChecker<uint32_t>(1, 65536))
        .AddAttribute("Pp",
                      "Pipeline stages, the next to vary",
                      UintegerValue(1),
                      MakeUintegerAccessor(&TrainingWorkload::m_pp),
                      MakeUintegerChecker<uint32_t>(1, 65536))
        .AddAttribute("Dp",
                      "Data-parallel ranks, those of Ep and Fsdp among them, the last to vary; 0: "
                      "as many as there are hosts for",
                      UintegerValue(0),
                      MakeUintegerAccessor(&TrainingWorkload::m_dp),
                      MakeUintegerChecker<uint32_t>(0))
        .AddAttribute("Fsdp",
                      "Data-parallel ranks that share one copy of the weights (FSDP); 0: none do; "
                      "with a Preset: all",
                      UintegerValue(0),
                      MakeUintegerAccessor(&TrainingWorkload::m_fsdp),
                      MakeUintegerChecker<uint32_t>(0))
        .AddAttribute(
            "Interleave",
            "Parts of the model that each pipeline stage has: above 1, the interleaved schedule",
            UintegerValue(1),
            MakeUintegerAccessor(&TrainingWorkload::m_interleave),
            MakeUintegerChecker<uint32_t>(1, 65536))
        .AddAttribute("Iterations",
                      "Iterations",
                      UintegerValue(1),
                      MakeUintegerAccessor(&TrainingWorkload::m_iterations),
                      MakeUintegerChecker<uint32_t>(1, 1000000))
        .AddAttribute("MicroBatch",
                      "Sequences of a micro-batch",
                      UintegerValue(1),
                      MakeUintegerAccessor(&TrainingWorkload::m_microBatch),
                      MakeUintegerChecker<uint32_t>(1))
        .AddAttribute("GlobalBatch",
                      "Sequences of an iteration on all ranks; 0: as MicroBatches say",
                      UintegerValue(0),
                      MakeUintegerAccessor(&TrainingWorkload::m_globalBatch),
                      MakeUintegerChecker<uint32_t>(0))
        .AddAttribute("MicroBatches",
                      "Micro-batches that are simulated of an iteration; 0: all, and without "
                      "GlobalBatch as many as stages",
                      UintegerValue(0),
                      MakeUintegerAccessor(&TrainingWorkload::m_microBatches),
                      MakeUintegerChecker<uint32_t>(0))
        .AddAttribute("Layers",
                      "Layers that are simulated of those of the model; 0: all",
                      UintegerValue(0),
                      MakeUintegerAccessor(&TrainingWorkload::m_layers),
                      MakeUintegerChecker<uint32_t>(0))
        .AddAttribute("Scale",
                      "What sizes of messages and computing times are divided by",
                      UintegerValue(1),
                      MakeUintegerAccessor(&TrainingWorkload::m_scale),
                      MakeUintegerChecker<uint64_t>(1, 1000000000))
        .AddAttribute("RingSteps",
                      "Steps that are simulated of the rings of FSDP; 0: all, with a Preset 4",
                      UintegerValue(0),
                      MakeUintegerAccessor(&TrainingWorkload::m_ringSteps),
                      MakeUintegerChecker<uint32_t>(0));
}

TypeId
TrainingWorkload::AddTimes(TypeId tid)
{
    return tid
        .AddAttribute("Peak",
                      "Floating-point operations a second of an accelerator; the default is H100's "
                      "for dense bf16",
                      DoubleValue(989e12),
                      MakeDoubleAccessor(&TrainingWorkload::m_peak),
                      MakeDoubleChecker<double>(1e6, 1e24))
        .AddAttribute("Efficiency",
                      "Share of Peak that computing reaches, above 0 to 1",
                      DoubleValue(0.5),
                      MakeDoubleAccessor(&TrainingWorkload::m_efficiency),
                      MakeDoubleChecker<double>(1e-6, 1))
        .AddAttribute("ForwardTime",
                      "Time of a layer forward, for a micro-batch on a rank; 0: from its "
                      "operations, Peak and Efficiency",
                      TimeValue(Time(0)),
                      MakeTimeAccessor(&TrainingWorkload::m_forwardTime),
                      MakeTimeChecker(Time(0), Seconds(86400)))
        .AddAttribute("BackwardTime",
                      "Time of a layer backward, with ForwardTime; 0: twice as long",
                      TimeValue(Time(0)),
                      MakeTimeAccessor(&TrainingWorkload::m_backwardTime),
                      MakeTimeChecker(Time(0), Seconds(86400)))
        .AddAttribute("UpdateTime",
                      "Time of the optimizer at the end of an iteration",
                      TimeValue(Time(0)),
                      MakeTimeAccessor(&TrainingWorkload::m_updateTime),
                      MakeTimeChecker(Time(0), Seconds(86400)))
        .AddAttribute("Recompute",
                      "Whether backward repeats forward, exchanges included",
                      BooleanValue(false),
                      MakeBooleanAccessor(&TrainingWorkload::m_recompute),
                      MakeBooleanChecker())
        .AddAttribute("Computing",
                      "Whether computing takes time",
                      BooleanValue(true),
                      MakeBooleanAccessor(&TrainingWorkload::m_computing),
                      MakeBooleanChecker())
        .AddAttribute("Straggler",
                      "Sigma of the log-normal factor, of mean 1, of all computing times of a rank "
                      "in an iteration",
                      DoubleValue(0),
                      MakeDoubleAccessor(&TrainingWorkload::m_straggler),
                      MakeDoubleChecker<double>(0, 3));
}

TypeId
TrainingWorkload::AddCommunication(TypeId tid)
{
    return tid
        .AddAttribute(
            "Overlap",
            "Whether gradients, weights of FSDP and messages of the pipeline go beside computing",
            BooleanValue(true),
            MakeBooleanAccessor(&TrainingWorkload::m_overlap),
            MakeBooleanChecker())
        .AddAttribute(
            "Prefetch",
            "Parts of the model (layers) ahead of which FSDP gathers weights, with Overlap",
            UintegerValue(1),
            MakeUintegerAccessor(&TrainingWorkload::m_prefetch),
            MakeUintegerChecker<uint32_t>(0))
        .AddAttribute("Reshard",
                      "Whether FSDP gathers weights for each pass and micro-batch, and scatters "
                      "gradients of each, instead of once an iteration",
                      BooleanValue(true),
                      MakeBooleanAccessor(&TrainingWorkload::m_reshard),
                      MakeBooleanChecker())
        .AddAttribute("Bucket",
                      "Bytes of gradients, before Scale, from which on they are reduced together; "
                      "layers are not cut",
                      UintegerValue(0),
                      MakeUintegerAccessor(&TrainingWorkload::m_bucket),
                      MakeUintegerChecker<uint64_t>(0))
        .AddAttribute("SequenceParallel",
                      "Whether tensor-parallel ranks share the tokens between layers: all-gathers "
                      "and reduce-scatters instead of all-reduces",
                      BooleanValue(true),
                      MakeBooleanAccessor(&TrainingWorkload::m_sequenceParallel),
                      MakeBooleanChecker())
        .AddAttribute("ElementBytes",
                      "Bytes of an element of activations",
                      UintegerValue(2),
                      MakeUintegerAccessor(&TrainingWorkload::m_elementBytes),
                      MakeUintegerChecker<uint32_t>(1, 16))
        .AddAttribute("WeightBytes",
                      "Bytes of a weight that is gathered",
                      UintegerValue(2),
                      MakeUintegerAccessor(&TrainingWorkload::m_weightBytes),
                      MakeUintegerChecker<uint32_t>(1, 16))
        .AddAttribute("GradientBytes",
                      "Bytes of a gradient that is reduced",
                      UintegerValue(2),
                      MakeUintegerAccessor(&TrainingWorkload::m_gradientBytes),
                      MakeUintegerChecker<uint32_t>(1, 16))
        .AddAttribute("ShardBytes",
                      "Bytes of a layer that a rank of FSDP keeps; 0: as the model says",
                      UintegerValue(0),
                      MakeUintegerAccessor(&TrainingWorkload::m_shardBytes),
                      MakeUintegerChecker<uint64_t>(0, 4294967295))
        .AddAttribute("AllReduce",
                      "Algorithm of all-reduces",
                      StringValue("ring"),
                      MakeStringAccessor(&TrainingWorkload::m_allReduce),
                      MakeStringChecker())
        .AddAttribute("AllGather",
                      "Algorithm of all-gathers",
                      StringValue("ring"),
                      MakeStringAccessor(&TrainingWorkload::m_allGather),
                      MakeStringChecker())
        .AddAttribute("ReduceScatter",
                      "Algorithm of reduce-scatters",
                      StringValue("ring"),
                      MakeStringAccessor(&TrainingWorkload::m_reduceScatter),
                      MakeStringChecker())
        .AddAttribute("AllToAll",
                      "Algorithm of all-to-alls",
                      StringValue("spread"),
                      MakeStringAccessor(&TrainingWorkload::m_allToAll),
                      MakeStringChecker())
        .AddAttribute("Chunk",
                      "Largest message of collectives in bytes; 0 for whole ones",
                      UintegerValue(0),
                      MakeUintegerAccessor(&TrainingWorkload::m_chunk),
                      MakeUintegerChecker<uint64_t>(0));
}

TypeId
TrainingWorkload::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        AddCommunication(
            AddTimes(AddParallelism(AddSizes(TypeId("ns3::aifabric::TrainingWorkload")
                                                 .SetParent<Workload>()
                                                 .SetGroupName("AiFabric")
                                                 .AddConstructor<TrainingWorkload>())))),
        "iterations of a training job: a model, how it is spread over ranks, and batches");
    return tid;
}

} // namespace aifabric
} // namespace ns3
