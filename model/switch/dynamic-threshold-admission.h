/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DYNAMIC_THRESHOLD_ADMISSION_H
#define DYNAMIC_THRESHOLD_ADMISSION_H

#include "buffer-admission.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A buffer that all ports share by dynamic thresholds (A. Choudhury, E. Hahne, "Dynamic queue
 * length thresholds for shared-memory packet switches", ToN 1998): a class queue may grow to alpha
 * times the free space. n queues that are always full settle at alpha B / (1 + n alpha) each.
 *
 * A queue within its reserve is always admitted; reserves are part of the buffer.
 */
class DynamicThresholdAdmission : public BufferAdmission
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    DynamicThresholdAdmission();
    ~DynamicThresholdAdmission() override;

  private:
    AdmissionVerdict DoAdmit(AdmissionRequest request) override;
    uint64_t DoGetLargestQueue() const override;
    uint64_t DoGetBufferPerPort(uint32_t ports) const override;
    uint64_t DoGetTotal(uint32_t ports) const override;
    std::string CheckConfig() override;

    uint64_t m_buffer;
    uint64_t m_bufferPerPort;
    uint64_t m_reserve;
    double m_alpha;
};

} // namespace aifabric
} // namespace ns3

#endif // DYNAMIC_THRESHOLD_ADMISSION_H
